mkdir -p $SCRATCH/proc/10 $SCRATCH/proc/11
for id in 10 11; do
  printf '%s\n' '00400000-00402000 rw-p 00000000 00:00 0 ' 'Rss: 8 kB' > $SCRATCH/proc/$id/smaps
  printf 'Name:\tapp\nTgid:\t10\nPid:\t%d\n' $id > $SCRATCH/proc/$id/status
done
host-analyze --proc=$SCRATCH/proc 10 11 --report processes --columns pid,program,rss
host-analyze --proc=$SCRATCH/proc 11 --report processes --columns pid,program,rss

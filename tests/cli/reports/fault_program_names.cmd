for pid in 7 8; do
  mkdir -p $SCRATCH/proc/$pid
  cp faults/title-with-slash/proc/20/smaps $SCRATCH/proc/$pid
done
ln -s '/usr/sbin/upsd (deleted)' $SCRATCH/proc/7/exe
ln -s /usr/sbin/upsd $SCRATCH/proc/8/exe
host-analyze --proc=$SCRATCH/proc --name upsd --report programs --columns program,processes,rss
smaps-agent --stdio --proc $SCRATCH/proc --name upsd --count 1 < /dev/null > $SCRATCH/run
host-analyze --replay $SCRATCH/run --report processes --columns pid,program
for case in title-with-slash status-name-with-blank; do
  host-analyze --proc=faults/$case/proc --report processes --columns pid,program
  smaps-agent --stdio --proc faults/$case/proc --all --count 1 < /dev/null > $SCRATCH/run
  host-analyze --replay $SCRATCH/run --report processes --columns pid,program
done
smaps-agent --stdio --proc faults/title-with-slash/proc --name nginx --count 1 < /dev/null > $SCRATCH/run
host-analyze --replay $SCRATCH/run --report processes --columns pid,program

host-analyze --replay faults/several-processes-in-one-text/snapshot.txt --report processes --columns pid,program,rss
printf '%s\n' '==> /proc/2/smaps <==' '' '==> /proc/7/smaps <==' '00400000-00402000 rw-p 00000000 00:00 0 ' 'Size: 8 kB' 'Rss: 8 kB' 'Rss: 4 kB' '==> /proc/7/smaps <==' '00400000-00402000 rw-p 00000000 00:00 0 ' 'Size: 8 kB' 'Rss: 4 kB' '?' > $SCRATCH/tail
host-analyze --replay $SCRATCH/tail --report processes --columns pid,rss

printf '%s\n' '00400000-00402000 rw-p 00000000 00:00 0          [heap]' 'Rss: 8 kB' 'Pss: 8 kB' '00401000-00402000 rw-p 00000000 00:00 0          [heap]' 'Rss: 4 kB' 'Pss: 4 kB' > $SCRATCH/torn
host-analyze --replay $SCRATCH/torn | tail -1
host-analyze --replay $SCRATCH/torn --report processes --columns pid,size,rss
host-analyze --replay $SCRATCH/torn --report classes --format json --columns class,rss

printf '%s\n' '00400000-7ffd0000 ---p 00000000 00:00 0 [rollup]' 'Rss: 100 kB' 'Pss: 60 kB' 'Shared_Clean: 50 kB' 'Shared_Dirty: 0 kB' 'Private_Clean: 10 kB' 'Private_Dirty: 40 kB' 'Swap: 4 kB' > $SCRATCH/rollup
host-analyze --replay $SCRATCH/rollup
host-analyze --replay $SCRATCH/rollup --report processes

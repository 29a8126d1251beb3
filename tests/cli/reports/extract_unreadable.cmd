mkdir -p $SCRATCH/p/7/smaps $SCRATCH/p/8
cp -r rssanalyse/live-three/2002 $SCRATCH/p/; : > $SCRATCH/p/2002/cmdline
printf '%s\n' '00400000-7ffd0000 ---p 00000000 00:00 0 [rollup]' 'Rss: 100 kB' 'Pss: 60 kB' > $SCRATCH/p/8/smaps_rollup
printf '8 (roll) S 1 8 8 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 4096 25 0\n' > $SCRATCH/p/8/stat
smaps-agent --stdio --count 1 --proc $SCRATCH/p > $SCRATCH/run.smaps
host-analyze --replay $SCRATCH/run.smaps --at last --extract $SCRATCH/x --report processes --columns pid,rss
(cd $SCRATCH/x && find . -type f | sort)
cmp $SCRATCH/p/8/smaps_rollup $SCRATCH/x/proc/8/smaps_rollup && cmp $SCRATCH/p/2002/smaps $SCRATCH/x/proc/2002/smaps
host-analyze --proc=$SCRATCH/x/proc --report processes --columns pid,rss

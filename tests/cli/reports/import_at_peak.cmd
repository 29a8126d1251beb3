mkdir -p $SCRATCH/snapshots/2002 $SCRATCH/snapshots/2003
for n in 0 1 2 3; do cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/2002/000$n.smaps; printf '000%s.smaps\t%s\n' $n $n; done > $SCRATCH/snapshots/times.tsv
for n in 1 2; do cp rssanalyse/live-three/2003/smaps $SCRATCH/snapshots/2003/000$n.smaps; done
host-analyze --import $SCRATCH/snapshots --at peak --report processes --columns pid,rss
host-analyze --import $SCRATCH/snapshots --to peak --report series --columns time_s,pid,rss
host-analyze --import $SCRATCH/snapshots --from peak --count 2 --report series --columns time_s,pid,rss
host-analyze --import $SCRATCH/snapshots --at 3 --record $SCRATCH/run.smaps --report processes --columns pid,rss
host-analyze --replay $SCRATCH/run.smaps --report series --columns time_s,pid,rss

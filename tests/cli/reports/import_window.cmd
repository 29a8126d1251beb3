mkdir $SCRATCH/snapshots
for n in 0 1 2 3 4; do cp rssanalyse/live-three/2001/smaps $SCRATCH/snapshots/000$n.smaps; printf '000%s.smaps\t%s\n' $n $n; done > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report series --from 1 --to 2 --columns time_s,rss
host-analyze --import $SCRATCH/snapshots --report users --at first
host-analyze --import $SCRATCH/snapshots --report users --from 100
host-analyze --import $SCRATCH/snapshots --report users --at peak

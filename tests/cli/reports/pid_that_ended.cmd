mkdir -p $SCRATCH/snapshots/2002 $SCRATCH/snapshots/2003
for n in 0 1 2 3 4 5; do cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/2002/000$n.smaps; printf '000%s.smaps\t%s\n' $n $n; done > $SCRATCH/snapshots/times.tsv
for n in 0 1 2 3 4; do cp rssanalyse/live-three/2003/smaps $SCRATCH/snapshots/2003/000$n.smaps; done
host-analyze --import $SCRATCH/snapshots 2003 --report growth --by process
host-analyze --import $SCRATCH/snapshots 2003 --report users
host-analyze --import $SCRATCH/snapshots 2004 --report growth --by process

mkdir -p $SCRATCH/snapshots/2002 $SCRATCH/snapshots/2003
for n in 0 1 2 3 4 5; do cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/2002/000$n.smaps; done
for n in 1 2 5; do cp rssanalyse/live-three/2003/smaps $SCRATCH/snapshots/2003/000$n.smaps; done
for n in 0 1 2 3 4 5; do printf '000%s.smaps\t%s\n' $n $n; done > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report series --columns time_s,pid,rss
host-analyze --import $SCRATCH/snapshots --report growth --by process
host-analyze --import $SCRATCH/snapshots --report diff --by process --columns status,pid_before,pid,rss_before,rss_after

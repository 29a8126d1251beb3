mkdir $SCRATCH/snapshots
for n in 0 1 2 3 4 5 6 7; do cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/000$n.smaps; done
printf '%s\t%s\n' 0000.smaps 10 0001.smaps 11 0002.smaps 12 0003.smaps 3 0004.smaps 4 0005.smaps 13 0006.smaps 14 0007.smaps 15 > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report series --columns time_s,rss
host-analyze --import $SCRATCH/snapshots --report growth --by process

for p in 7 8; do mkdir -p $SCRATCH/snapshots/$p; done
t=rssanalyse/live-three; s=$SCRATCH/snapshots
cp $t/2002/smaps $s/7/0000.smaps; cp $t/2003/smaps $s/7/0001.smaps; cp $t/2002/smaps $s/7/0002.smaps
cp $t/2002/smaps $s/8/0000.smaps; cp $t/2002/smaps $s/8/0001.smaps; cp $t/2001/smaps $s/8/0002.smaps
printf '%s\t%s\n' 0000 0 0001 1 0002 2 > $s/times.tsv
host-analyze --import $s --record $SCRATCH/run.smaps --key-interval 1s --report classes --columns class --top 1 > $SCRATCH/out
host-analyze --replay $SCRATCH/run.smaps --at peak --report processes --columns pid,rss
host-analyze --replay $SCRATCH/run.smaps --at peak --report processes --columns pid,rss --pid 7

mkdir $SCRATCH/snapshots; cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/0000.smaps
host-analyze --import $SCRATCH/snapshots --to peak --report series

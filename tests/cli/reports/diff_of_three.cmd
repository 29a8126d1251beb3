for n in 1 2 3; do cp captures/grow.smaps $SCRATCH/$n.smaps; done
host-analyze --replay $SCRATCH/1.smaps $SCRATCH/2.smaps $SCRATCH/3.smaps --report diff

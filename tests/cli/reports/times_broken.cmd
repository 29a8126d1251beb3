mkdir $SCRATCH/snapshots
for n in 0 1; do cp rssanalyse/live-three/2002/smaps $SCRATCH/snapshots/000$n.smaps; done
printf '0000.smaps\t5\n0001.smaps\t5\n' > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report series --columns rss
printf '0000.smaps\t0\n0001.smaps\tnoon\n' > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report users
printf 'name\tseconds\n0000.smaps\t0\n' > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report users
printf '0000.smaps\t0\n0001\t1\n0001.smaps\t2\n' > $SCRATCH/snapshots/times.tsv
host-analyze --import $SCRATCH/snapshots --report users

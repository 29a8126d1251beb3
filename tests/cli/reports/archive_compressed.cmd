tar -cf - -C rssanalyse/live-three 2001 | gzip > $SCRATCH/capture.tar.gz
host-analyze --replay $SCRATCH/capture.tar.gz

gzip < captures/grow.smaps > $SCRATCH/run.smaps.gz
host-analyze --replay $SCRATCH/run.smaps.gz --at peak --report processes --columns pid,rss
gzip < rssanalyse/live-three/2002/smaps | host-analyze --replay - --report processes --columns rss
gzip < /dev/null | host-analyze --replay -

cp captures/grow.smaps $SCRATCH/second.smaps
host-analyze --replay captures/grow.smaps $SCRATCH/second.smaps --at first --report users --columns user,rss,pss --format csv

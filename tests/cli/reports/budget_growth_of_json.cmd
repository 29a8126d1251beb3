printf '%s\n' '[{"process":"workload_grow","measure":"pss_kb","max_growth_per_min":10}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json --report processes --format csv --columns pid,rss

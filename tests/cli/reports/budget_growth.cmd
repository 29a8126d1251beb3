printf '%s\n' '{"limits":[{"process":"workload_grow","measure":"pss_kb","max_growth_per_min":10},{"process":"missing","measure":"pss_kb","max":1}]}' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json --format json

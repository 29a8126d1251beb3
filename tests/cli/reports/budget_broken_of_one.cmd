printf '%s\n' '[{"process":"workload_grow","measure":"pss_kb","max":1}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps no-such-file --budget $SCRATCH/b.json --report processes --columns pid

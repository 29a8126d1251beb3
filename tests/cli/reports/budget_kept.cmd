printf '%s\n' '[{"process":"workload_*","class":"heap","measure":"private_dirty_kb","max":20480},{"board":true,"measure":"meminfo:MemAvailable","min":1024}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json --report classes --top 1

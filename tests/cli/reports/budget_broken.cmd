printf '%s\n' '[{"process":"workload_grow","measure":"pss_kb","max":4000},{"program":"workload_grow","measure":"rss","max":90000}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json --format csv

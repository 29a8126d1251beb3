printf '%s\n' '[{"process":"worklod_grow","measure":"pss_kb","max":1},{"process":"workload_grow","mapping":"libnone*","measure":"rss","max":1,"optional":true},{"process":"workload_grow","measure":"nonlinear","max_growth_per_min":1}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json

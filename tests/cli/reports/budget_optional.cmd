printf '%s\n' '[{"process":"another","measure":"pss_kb","max":1,"optional":true}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json

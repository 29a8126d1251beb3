printf '%s\n' '[{"process":"a","measure":"fss","max":1}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json 

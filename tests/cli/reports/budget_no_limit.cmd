printf '%s\n' '[{"process":"a","measure":"pss"}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json 

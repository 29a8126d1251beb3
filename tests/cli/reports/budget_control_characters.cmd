printf '%s\n' '[{"process":"a","class":"\u001b[2J","measure":"pss_kb","max":1}]' > $SCRATCH/b.json
host-analyze --replay captures/grow.smaps --budget $SCRATCH/b.json

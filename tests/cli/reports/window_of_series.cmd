host-analyze --replay captures/grow.smaps --from 3 --to 5 --report series

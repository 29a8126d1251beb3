host-analyze --replay captures/grow.smaps --from 8 --to 3 --report series

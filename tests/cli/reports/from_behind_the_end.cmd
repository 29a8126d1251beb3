host-analyze --replay captures/grow.smaps --from 100 --report series

host-analyze --replay captures/grow.smaps --at 100 --report processes

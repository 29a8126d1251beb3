host-analyze --replay captures/grow.smaps --to 2 --report growth --by process

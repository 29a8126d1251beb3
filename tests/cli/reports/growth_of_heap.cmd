host-analyze --replay captures/grow.smaps --report growth --class heap --by process

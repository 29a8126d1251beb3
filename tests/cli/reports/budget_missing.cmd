host-analyze --replay captures/grow.smaps --budget no-such-file

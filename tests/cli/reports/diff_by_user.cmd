host-analyze --replay captures/grow.smaps --report diff --by user

host-analyze --replay captures/grow.smaps --report diff --name nothing

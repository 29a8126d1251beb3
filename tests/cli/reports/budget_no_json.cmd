host-analyze --replay captures/grow.smaps --budget README.md

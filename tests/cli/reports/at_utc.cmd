host-analyze --replay captures/grow.smaps --at 2024-01-01T00:00:00Z --report users
host-analyze --replay captures/grow.smaps --at 2026-11-23T09:14:20.5Z --report users

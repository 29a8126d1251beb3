host-analyze --replay captures/grow.smaps --report growth --settle 5s --by process --measure rss

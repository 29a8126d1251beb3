host-analyze --replay captures/grow.smaps --at peak --report processes --columns pid,program,rss

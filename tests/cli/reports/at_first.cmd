host-analyze --replay captures/grow.smaps --at first --report processes --columns pid,program,rss

host-analyze --replay rssanalyse/live-three/2002/smaps --report frames

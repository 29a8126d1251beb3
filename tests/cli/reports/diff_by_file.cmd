host-analyze --replay rssanalyse/live-three/2001/smaps rssanalyse/live-three/2002/smaps --report diff --by board,file --top 9

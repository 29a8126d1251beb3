host-analyze --proc=rssanalyse/live-three --report users --units mib

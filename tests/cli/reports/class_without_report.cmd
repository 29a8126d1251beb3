host-analyze --proc=rssanalyse/live-three --class heap

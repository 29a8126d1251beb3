host-analyze --proc=rssanalyse/live-three --report sumary

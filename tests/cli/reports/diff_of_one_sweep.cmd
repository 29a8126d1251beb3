host-analyze --proc=rssanalyse/live-three --report diff

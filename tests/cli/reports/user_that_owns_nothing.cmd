host-analyze --proc=rssanalyse/live-three --report users --user 77

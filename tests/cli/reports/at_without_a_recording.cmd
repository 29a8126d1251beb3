host-analyze --proc=rssanalyse/live-three --at 5 --report users

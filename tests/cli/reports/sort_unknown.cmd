host-analyze --proc=rssanalyse/live-three --report system --sort speed

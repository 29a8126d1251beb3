host-analyze --proc=rssanalyse/live-three --report summary --sort rss

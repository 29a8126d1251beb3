host-analyze --proc=rssanalyse/live-three --sort rss --reverse --columns pid,rss

host-analyze --proc=rssanalyse/live-three 2001 99 --report processes --columns pid,program,rss

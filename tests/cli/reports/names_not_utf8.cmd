host-analyze --proc=rssanalyse/live-three --report libraries --map '*utf8*' --columns mapping,rss --format ndjson

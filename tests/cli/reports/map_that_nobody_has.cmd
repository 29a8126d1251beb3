host-analyze --proc=rssanalyse/live-three --report processes --map libnone.so

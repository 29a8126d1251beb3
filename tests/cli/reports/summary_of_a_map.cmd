host-analyze --proc=rssanalyse/live-three --report summary --map 'libc*'

host-analyze --proc=rssanalyse/live-three --name 'nothing*'

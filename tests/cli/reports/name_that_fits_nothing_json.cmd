host-analyze --proc=rssanalyse/live-three --report processes --name 'nothing*' --format json

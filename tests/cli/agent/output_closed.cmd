smaps-agent --stdio --proc rssanalyse/live-three --period 10 | head -c 100 | wc -c

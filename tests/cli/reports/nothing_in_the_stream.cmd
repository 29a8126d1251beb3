smaps-agent --stdio --proc rssanalyse/live-three --pid 99 --count 1 >$SCRATCH/run.smaps
host-analyze --replay $SCRATCH/run.smaps

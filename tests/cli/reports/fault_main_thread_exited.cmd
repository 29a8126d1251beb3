host-analyze --proc=faults/main-thread-exited/proc --report processes --columns pid,program,rss
smaps-agent --stdio --proc faults/main-thread-exited/proc --all --count 1 < /dev/null > $SCRATCH/run
host-analyze --replay $SCRATCH/run --report processes --columns pid,program,rss

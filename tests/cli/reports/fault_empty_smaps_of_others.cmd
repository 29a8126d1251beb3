host-analyze --proc=faults/empty-smaps-of-other-users/proc --report processes --columns pid,program,rss
smaps-agent --stdio --proc faults/empty-smaps-of-other-users/proc --all --count 1 < /dev/null > $SCRATCH/run
host-analyze --replay $SCRATCH/run --report processes --columns pid,program,rss

smaps-agent --stdio --proc rssanalyse/live-three --name 'no-such-*' --count 1 >$SCRATCH/out; code=$?; test -s $SCRATCH/out && echo 'a stream'; exit $code

smaps-agent --stdio --proc rssanalyse --count 1 >$SCRATCH/out; code=$?; test -s $SCRATCH/out && echo "a stream"; exit $code

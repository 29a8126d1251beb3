smaps-agent --stdio --pid 4194304 --count 1 >$SCRATCH/out; code=$?; test -s $SCRATCH/out && echo "a stream"; exit $code

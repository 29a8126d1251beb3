for case in header-lost error-in-a-line only-an-error; do
  smaps-agent --stdio --proc faults/damaged-text-without-a-word/$case --all --count 1 --key-interval 0 < /dev/null > $SCRATCH/run
  host-analyze --replay $SCRATCH/run --report frames --columns pid,kind
  host-analyze --replay $SCRATCH/run --report processes --columns pid,rss,swap
  echo "exit $?"
done

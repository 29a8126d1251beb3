for case in only-an-error rights-of-early-WSL; do
  host-analyze --proc=faults/damaged-text-without-a-word/$case 10
  echo "exit $?"
  host-analyze --proc=faults/damaged-text-without-a-word/$case --report processes --columns pid,rss
  echo "exit $?"
done

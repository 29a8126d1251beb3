for case in header-lost header-damaged; do
  host-analyze --proc=faults/damaged-text-without-a-word/$case 10 | sed -n '1p;5p;$p'
  host-analyze --proc=faults/damaged-text-without-a-word/$case 10 --report classes --format json --columns class,rss | tail -1
done

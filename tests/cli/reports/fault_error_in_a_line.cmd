host-analyze --proc=faults/damaged-text-without-a-word/error-in-a-line 10 | sed -n '3p;$p'
host-analyze --proc=faults/damaged-text-without-a-word/error-in-a-line 10 -v | grep Swap -c
host-analyze --proc=faults/damaged-text-without-a-word/error-in-a-line 10 --report processes --columns pid,rss,swap
host-analyze --proc=faults/damaged-text-without-a-word/error-in-a-line 10 --report programs --columns program,rss,swap --format csv
host-analyze --proc=faults/damaged-text-without-a-word/error-in-a-line 10 --report summary --format json --columns pid,rss,swap

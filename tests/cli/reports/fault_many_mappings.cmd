mkdir -p $SCRATCH/proc/10
awk 'BEGIN { for (i = 0; i < 300000; ++i) printf "%08x-%08x %s 00000000 00:00 0 \nSize: 4 kB\nRss: 4 kB\n", i * 4096, (i + 1) * 4096, i % 2 ? "rw-p" : "r--p" }' > $SCRATCH/proc/10/smaps
host-analyze --proc=$SCRATCH/proc --report processes --columns size,rss
host-analyze --replay $SCRATCH/proc/10/smaps --report processes --columns size,rss

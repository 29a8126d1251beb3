tar -cf - -C rssanalyse/live-three 2001/smaps 2001/cmdline 2002 | head -c 160000 | host-analyze --replay - --report processes --columns pid,program,rss

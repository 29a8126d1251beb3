tar -cf - -C rssanalyse/live-three 2001 2002 | host-analyze --replay - --report processes --columns pid,program,rss,pss

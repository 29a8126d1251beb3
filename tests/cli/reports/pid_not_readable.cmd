mkdir -p $SCRATCH/proc; cp -r rssanalyse/live-three/2002 $SCRATCH/proc/; mkdir -p $SCRATCH/proc/7/smaps $SCRATCH/proc/8
host-analyze --proc=$SCRATCH/proc 2002 7 8 --report processes --columns pid,program,rss
code=$?
host-analyze --proc=$SCRATCH/proc 7 --report mappings
exit $code

tar -cf $SCRATCH/a.tar -C rssanalyse/live-three 2002 2>/dev/null; cd $SCRATCH; host-analyze --replay a.tar --extract x; code=$?; ls; exit $code

host-analyze --replay captures/grow.smaps --report series --by class --period 6s --columns time_s,class,rss --format csv

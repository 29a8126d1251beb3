run() { host-analyze --replay captures/grow.smaps --to 2 "$@"; }
pid=$(run --at first --report processes --format csv --columns pid --top 1 | tail -n 1)
run --extract $SCRATCH/all --report series > $SCRATCH/all_replayed
run --extract $SCRATCH/chosen --pid $pid --report series > $SCRATCH/chosen_replayed
run --extract $SCRATCH/one --at first --report programs > $SCRATCH/one_replayed
for from in all chosen; do host-analyze --import $SCRATCH/$from --report series > $SCRATCH/${from}_imported; done
host-analyze --import $SCRATCH/one --extract $SCRATCH/again --at peak --report programs > $SCRATCH/one_imported
cd $SCRATCH
for from in all chosen one; do tail -n +2 ${from}_replayed > replayed; tail -n +2 ${from}_imported > imported; cmp replayed imported && cat imported; done
cat all/times.tsv; ls all chosen/*/proc
diff -r one again && echo the same files

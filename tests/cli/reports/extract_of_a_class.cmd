host-analyze --replay - --extract $SCRATCH/x --class heap

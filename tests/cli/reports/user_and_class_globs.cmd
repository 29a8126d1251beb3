printf 'root:x:0:0:::\n' > $SCRATCH/passwd; host-analyze --proc=rssanalyse/live-three --passwd $SCRATCH/passwd --user 'ro*' --class '*stack*' --class 'he?p' --report classes

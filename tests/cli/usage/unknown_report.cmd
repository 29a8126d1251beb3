host-analyze --report sums

host-analyze --period 5x

host-analyze --period 0

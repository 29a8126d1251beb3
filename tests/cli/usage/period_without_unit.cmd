host-analyze --period 5

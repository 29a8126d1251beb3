host-analyze --count 0

host-analyze --replay ''

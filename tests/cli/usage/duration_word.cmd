host-analyze --duration soon

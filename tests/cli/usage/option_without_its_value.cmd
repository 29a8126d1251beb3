host-analyze --connect

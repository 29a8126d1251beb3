host-analyze --period -1

host-analyze --units mb

host-analyze --version

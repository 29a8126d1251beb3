host-analyze --help

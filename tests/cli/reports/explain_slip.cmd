host-analyze --explain pading

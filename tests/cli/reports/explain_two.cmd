host-analyze --explain device

host-analyze -- -5

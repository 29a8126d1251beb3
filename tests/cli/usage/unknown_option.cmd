host-analyze --memory 5

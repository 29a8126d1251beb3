host-analyze --top 0

host-analyze --top 1 --top 2

host-analyze --compat=smem

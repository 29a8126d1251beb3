host-analyze -x

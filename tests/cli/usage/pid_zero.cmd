host-analyze 0

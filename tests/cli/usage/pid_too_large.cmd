host-analyze 4294967296

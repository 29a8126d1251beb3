host-analyze --serial /dev/ttyS0 --serial /dev/ttyS1

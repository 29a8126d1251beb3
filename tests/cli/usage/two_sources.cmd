host-analyze --proc=/proc --replay run.smaps

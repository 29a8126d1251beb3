host-analyze --format xml

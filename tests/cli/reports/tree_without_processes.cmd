host-analyze --proc=captures

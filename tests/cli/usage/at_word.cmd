host-analyze --replay - --at noon

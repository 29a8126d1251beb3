host-analyze --explain flux

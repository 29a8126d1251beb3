host-analyze --count many

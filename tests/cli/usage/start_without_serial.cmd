host-analyze --start 'smaps-agent --stdio'

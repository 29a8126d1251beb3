smaps-agent --stdio --verbose

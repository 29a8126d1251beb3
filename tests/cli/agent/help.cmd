smaps-agent --help

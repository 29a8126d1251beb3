smaps-agent --version

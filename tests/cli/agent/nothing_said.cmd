smaps-agent

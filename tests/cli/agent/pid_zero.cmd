smaps-agent --stdio --pid 0

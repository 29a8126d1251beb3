smaps-agent --stdio --period 0

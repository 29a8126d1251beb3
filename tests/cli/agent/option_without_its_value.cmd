smaps-agent --stdio --period

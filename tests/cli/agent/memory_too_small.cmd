smaps-agent --stdio --memory 1

smaps-agent --stdio --max-cpu 0

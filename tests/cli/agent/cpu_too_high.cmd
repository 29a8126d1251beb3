smaps-agent --stdio --max-cpu 101

smaps-agent --stdio --name ''

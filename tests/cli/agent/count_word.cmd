smaps-agent --stdio --count x

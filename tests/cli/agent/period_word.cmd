smaps-agent --stdio --period often

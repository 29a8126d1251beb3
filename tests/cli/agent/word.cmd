smaps-agent --stdio 1234

smaps-agent --stdio --period 25h

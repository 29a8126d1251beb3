smaps-agent --stdio --pid init

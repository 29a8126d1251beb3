smaps-agent --stdio --proc README.md --count 1

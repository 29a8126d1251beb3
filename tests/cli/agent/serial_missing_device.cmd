smaps-agent --serial /dev/no-such-line

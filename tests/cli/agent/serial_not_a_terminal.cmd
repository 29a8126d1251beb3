smaps-agent --serial /dev/null

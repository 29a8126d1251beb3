smaps-agent --serial /dev/ttyS0:300

smaps-agent --stdio --listen 7000

smaps-agent --listen 70000

smaps-agent --listen 7000 --allow 10.0.0.0/33

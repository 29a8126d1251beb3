smaps-agent --listen 7000 --allow everyone

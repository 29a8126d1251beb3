smaps-agent --listen http

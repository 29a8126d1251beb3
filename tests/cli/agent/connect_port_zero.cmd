smaps-agent --connect 127.0.0.1:0

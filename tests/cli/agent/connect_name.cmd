smaps-agent --connect board:7000

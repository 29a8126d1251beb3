smaps-agent --stdio --proc /no/such/folder --count 1

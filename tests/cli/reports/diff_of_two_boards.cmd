host-analyze --replay rssanalyse/all-perms/*/smaps rssanalyse/arm-2.6.16/*/smaps --report diff --by board

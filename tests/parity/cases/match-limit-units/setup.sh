# limit: per hour and per day, and a rate that does not divide the second.
iptables-legacy-restore <<R
*filter
-A FORWARD -m limit --limit 6/hour --limit-burst 2 -j ACCEPT
-A FORWARD -m limit --limit 3/day --limit-burst 1
-A FORWARD -m limit --limit 7/sec --limit-burst 1
-A FORWARD -j DROP
COMMIT
R

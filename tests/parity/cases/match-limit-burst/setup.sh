# limit: the burst passes at one moment, the rest does not; credit comes back with time and stops at the burst.
iptables-legacy-restore <<R
*filter
-A FORWARD -m limit --limit 1/sec --limit-burst 3
-A FORWARD -m limit --limit 2/min --limit-burst 1
-A FORWARD -m limit --limit 10/sec
-A FORWARD -m limit
COMMIT
R

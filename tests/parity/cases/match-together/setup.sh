# Several matches in one rule: all must hold, in the order in which they stand; state moves only when those before held.
iptables-legacy-restore <<R
*filter
-A FORWARD -p udp -m udp --dport 53 -m length --length 30:40 -m ttl --ttl-gt 10 -m statistic --mode nth --every 2 --packet 0
-A FORWARD -m statistic --mode nth --every 2 --packet 0 -p udp -m udp --dport 53
-A FORWARD -p udp -m multiport --dports 53,54 -m limit --limit 1/min --limit-burst 2 -m comment --comment x -j DROP
COMMIT
R

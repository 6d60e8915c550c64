# raw before mangle before filter before security: each is stopped by the one before.
iptables-legacy-restore <<R
*raw
-A PREROUTING -p udp --dport 1 -j DROP
COMMIT
*mangle
-A PREROUTING -p udp --dport 2 -j DROP
-A FORWARD -p udp --dport 3 -j DROP
-A FORWARD -p udp
COMMIT
*filter
-A FORWARD -p udp --dport 4 -j DROP
-A FORWARD -p udp
COMMIT
*security
-A FORWARD -p udp --dport 5 -j DROP
-A FORWARD -p udp
COMMIT
R

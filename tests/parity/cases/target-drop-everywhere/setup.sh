# DROP in each of the five chains of mangle; only a local sender hears of it.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 1 -j DROP
-A INPUT -p udp --dport 2 -j DROP
-A FORWARD -p udp --dport 3 -j DROP
-A OUTPUT -p udp --dport 4 -j DROP
-A POSTROUTING -p udp --dport 5 -j DROP
COMMIT
R

# -f and ! -f: later fragments and all others; ports are unknown in them.
iptables-legacy-restore <<R
*filter
-A FORWARD -f
-A FORWARD ! -f
-A FORWARD -p udp --dport 53
-A FORWARD -p udp
-A FORWARD -p icmp --icmp-type 8
COMMIT
R

# Passed on, a fragment is a packet like any other.
iptables-legacy-restore <<R
*filter
-A FORWARD -f
-A FORWARD ! -f
-A FORWARD -p udp --dport 6
COMMIT
R

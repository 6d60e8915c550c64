# ECN 1 and 2 in one datagram.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT ! -f -p icmp
-A INPUT -p icmp -m length --length 84
COMMIT
R

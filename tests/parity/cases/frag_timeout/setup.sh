# A hole: after 30 s the sender is told, with the first fragment quoted.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT ! -f -p icmp
-A INPUT -p icmp -m length --length 84
COMMIT
R

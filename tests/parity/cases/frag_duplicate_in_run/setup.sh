# A fragment within a run is a duplicate, even if it was not sent so.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT ! -f -p icmp
-A INPUT -p icmp -m length --length 84
COMMIT
R

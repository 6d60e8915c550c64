# So does one with the beginning.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT ! -f -p icmp
-A INPUT -p icmp -m length --length 84
COMMIT
R

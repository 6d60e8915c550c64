# Of a fragment that is not the last only whole words of eight count.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT ! -f -p icmp
-A INPUT -p icmp -m length --length 84
COMMIT
R

# rp_filter 1: the way back must be the port that the packet came by.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter

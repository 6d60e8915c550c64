# rp_filter 2: a way back through any port will do.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 2 >/proc/sys/net/ipv4/conf/eth0/rp_filter

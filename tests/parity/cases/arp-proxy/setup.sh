# proxy_arp answers for what lies behind another port.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp
echo 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay

# bc_forwarding lets directed broadcasts through.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
for i in all eth0 eth1; do echo 1 >/proc/sys/net/ipv4/conf/$i/bc_forwarding; done

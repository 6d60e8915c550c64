# conf/eth0/forwarding 0 ends what comes in by eth0 only.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding

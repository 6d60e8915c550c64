# route_localnet lets 127/8 in; accept_local lets our own address in as a sender.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 1 >/proc/sys/net/ipv4/conf/eth0/route_localnet
echo 1 >/proc/sys/net/ipv4/conf/eth1/accept_local

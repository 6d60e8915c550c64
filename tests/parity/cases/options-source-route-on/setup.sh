# accept_source_route: we are one of the hops, strict only to a neighbour; our address is written where the next one stood.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
for i in all eth0 eth1; do echo 1 >/proc/sys/net/ipv4/conf/$i/accept_source_route; done

# ip_forward 0: packets for others end, packets for ourselves and from ourselves do not.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 0 >/proc/sys/net/ipv4/ip_forward

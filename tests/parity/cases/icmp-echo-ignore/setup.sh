# icmp_echo_ignore_all.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R
echo 1 >/proc/sys/net/ipv4/icmp_echo_ignore_all

# What is not IP leaves no trace: other types, 802.3 lengths, a VLAN tag without its device, IPv6 where it is off.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

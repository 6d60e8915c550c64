# An echo request to any address of ours is answered from that address, TOS and data kept.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

# UDP to a port where nobody listens: port unreachable; nothing for broadcast, a broken checksum or a broken length.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

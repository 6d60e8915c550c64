# TCP to a port where nobody listens: a reset by the rules of RFC 9293; none for a reset or a broken segment.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

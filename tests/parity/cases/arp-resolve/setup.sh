# No neighbour known: we ask, hold the packets, and send them when the answer comes; then we know.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

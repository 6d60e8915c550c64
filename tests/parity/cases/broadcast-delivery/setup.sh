# Directed and limited broadcasts are delivered and not forwarded; a broadcast of the other side is not let through.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

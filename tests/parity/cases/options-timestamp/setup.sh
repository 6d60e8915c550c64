# Timestamp: full, it counts the overflow, up to its end; address and time for other hosts stay as they are.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

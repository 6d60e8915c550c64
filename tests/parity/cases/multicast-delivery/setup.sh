# All hosts (224.0.0.1) is delivered; other groups, which nobody joined, end at the route.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

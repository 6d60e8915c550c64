# An error speaks from the address of the port that it leaves by, or by switch of the one that the packet came in by.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

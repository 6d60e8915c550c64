# A request for an address of ours is answered, on any port; for another it is not.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

# raw, mangle, filter and security in every chain that they have, for packets through, to and from us.
iptables-legacy-restore <<R
*raw
-A PREROUTING
-A OUTPUT
COMMIT
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
*filter
-A INPUT
-A FORWARD
-A OUTPUT
COMMIT
*security
-A INPUT
-A FORWARD
-A OUTPUT
COMMIT
R

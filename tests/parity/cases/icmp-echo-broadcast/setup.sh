# Echo requests to a broadcast or multicast address are ignored until the switch says otherwise.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

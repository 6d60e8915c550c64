# A frame for another host is not ours; nor is unicast in a broadcast or multicast frame forwarded.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

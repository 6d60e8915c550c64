# A header length below 5 words, or beyond the packet.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

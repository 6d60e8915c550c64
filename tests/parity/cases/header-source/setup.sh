# Senders that cannot be: multicast, limited broadcast, loopback, this network, our own address, class E.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

# arp_ignore 1 answers for the port's own addresses only, 2 for senders of its subnet, 8 never.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

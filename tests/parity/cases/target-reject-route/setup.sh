# REJECT answers by the way to the sender: another port, no way at all, or a rule on its OUTPUT.
iptables-legacy-restore <<R
*filter
-A FORWARD -j REJECT --reject-with icmp-admin-prohibited
-A OUTPUT -p icmp -d 10.0.0.1 -j DROP
COMMIT
*mangle
-A OUTPUT -p icmp
-A POSTROUTING -p icmp
COMMIT
R

# What a local sender meets: filled-in fields, errors of the header, of the route and of OUTPUT.
iptables-legacy-restore <<R
*filter
-A OUTPUT -p udp --dport 66 -j DROP
-A OUTPUT -p udp --dport 67 -j REJECT
COMMIT
*mangle
-A POSTROUTING
COMMIT
R

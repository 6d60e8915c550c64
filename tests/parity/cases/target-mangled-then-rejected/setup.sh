# The error quotes the packet as the rules before have left it.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -j TTL --ttl-set 33
-A PREROUTING -j TOS --set-tos 0x48
COMMIT
*filter
-A FORWARD -j REJECT
COMMIT
R

# A TOS changed in mangle OUTPUT routes anew; in filter OUTPUT a mark does not.
iptables-legacy-restore <<R
*mangle
-A OUTPUT -p udp --dport 1 -j TOS --set-tos 0x10
COMMIT
*filter
-A OUTPUT -p udp --dport 2 -j MARK --set-mark 1
COMMIT
R

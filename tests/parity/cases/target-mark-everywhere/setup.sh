# MARK in filter, raw and security as well; the mark is the packet's until it leaves, and gone on the next packet.
iptables-legacy-restore <<R
*raw
-A PREROUTING -p udp --dport 1 -j MARK --set-mark 1
COMMIT
*filter
-A FORWARD -m mark --mark 1 -j MARK --set-mark 2
COMMIT
*security
-A FORWARD -m mark --mark 2 -j MARK --or-mark 4
COMMIT
*mangle
-A POSTROUTING -m mark --mark 6
-A POSTROUTING -m mark --mark 0
COMMIT
R

# pkttype: a packet to ourselves through lo is of no wire type at OUTPUT; on the way in unicast or, by its address, multicast.
iptables-legacy-restore <<R
*mangle
-A OUTPUT -m pkttype --pkt-type unicast
-A OUTPUT -m pkttype --pkt-type broadcast
-A OUTPUT -m pkttype --pkt-type multicast
-A INPUT -m pkttype --pkt-type unicast
-A INPUT -m pkttype --pkt-type broadcast
-A INPUT -m pkttype --pkt-type multicast
COMMIT
R

# pkttype: unicast, broadcast and multicast as the frame said; what was for another host is never seen.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -m pkttype --pkt-type unicast
-A PREROUTING -m pkttype --pkt-type broadcast
-A PREROUTING -m pkttype --pkt-type multicast
-A PREROUTING -m pkttype ! --pkt-type unicast
COMMIT
R

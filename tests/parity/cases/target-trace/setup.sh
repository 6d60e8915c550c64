# TRACE in raw marks a packet for the log and changes nothing.
iptables-legacy-restore <<R
*raw
-A PREROUTING -p udp --dport 53 -j TRACE
-A OUTPUT -j TRACE
COMMIT
*filter
:chain - [0:0]
-A FORWARD -j chain
-A chain -p udp -j RETURN
-A FORWARD -p udp --dport 53 -j DROP
COMMIT
R

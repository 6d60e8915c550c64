# mac: the frame's source address, inverted too; a locally made packet has none.
iptables-legacy-restore <<R
*raw
-A PREROUTING -m mac --mac-source 02:00:00:00:01:01
-A PREROUTING -m mac ! --mac-source 02:00:00:00:01:01
COMMIT
*filter
-A INPUT -m mac --mac-source 02:00:00:00:01:01
-A INPUT -m mac ! --mac-source 02:00:00:00:01:01
-A FORWARD -m mac --mac-source 02:00:00:00:01:aa -j DROP
COMMIT
R

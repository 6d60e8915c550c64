# A mark given in mangle OUTPUT routes the packet anew: another port, another neighbour.
iptables-legacy-restore <<R
*mangle
-A OUTPUT -p udp --dport 1 -j MARK --set-mark 1
-A OUTPUT -p udp --dport 2 -j MARK --set-mark 2
-A OUTPUT -p udp --dport 3 -j MARK --set-mark 3
-A OUTPUT -p udp --dport 4 -j MARK --set-mark 4
-A POSTROUTING -o eth1
-A POSTROUTING -o eth2
COMMIT
*filter
-A OUTPUT -o eth1
-A OUTPUT -o eth2
COMMIT
R

# ip rule by fwmark, with a mask, chooses the table of a forwarded packet; marks come from mangle PREROUTING.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 1 -j MARK --set-mark 1
-A PREROUTING -p udp --dport 2 -j MARK --set-mark 2
-A PREROUTING -p udp --dport 18 -j MARK --set-mark 18
-A PREROUTING -p udp --dport 4 -j MARK --set-mark 4
-A PREROUTING -p udp --dport 5 -j MARK --set-mark 5
COMMIT
R

# mark: value, mask, inversion; marks come from mangle.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 1 -j MARK --set-mark 1
-A PREROUTING -p udp --dport 2 -j MARK --set-mark 0x12345678
-A PREROUTING -p udp --dport 3 -j MARK --set-mark 0xffffffff
COMMIT
*filter
-A FORWARD -m mark --mark 0
-A FORWARD -m mark --mark 1
-A FORWARD -m mark ! --mark 1
-A FORWARD -m mark --mark 0x5600/0xff00
-A FORWARD -m mark --mark 1/1
-A FORWARD -m mark ! --mark 0/0xf0
-A FORWARD -m mark --mark 0xffffffff -j DROP
COMMIT
R

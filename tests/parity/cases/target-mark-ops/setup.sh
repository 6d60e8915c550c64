# MARK: set, set with mask, xmark, and, or, xor; each seen by the next.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -j MARK --set-mark 0x1234
-A PREROUTING -m mark --mark 0x1234
-A PREROUTING -j MARK --set-mark 0xff/0xf0
-A PREROUTING -m mark --mark 0x12ff
-A PREROUTING -m mark --mark 0x12f4
-A PREROUTING -j MARK --set-xmark 0x0f/0x0f
-A PREROUTING -m mark --mark 0x12fb
-A PREROUTING -m mark --mark 0x12ff
-A PREROUTING -j MARK --and-mark 0xff00
-A PREROUTING -m mark --mark 0x1200
-A PREROUTING -j MARK --or-mark 0x81
-A PREROUTING -m mark --mark 0x1281
-A PREROUTING -j MARK --xor-mark 0x1001
-A PREROUTING -m mark --mark 0x280
-A FORWARD -m mark --mark 0x280 -j DROP
COMMIT
R

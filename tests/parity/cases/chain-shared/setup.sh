# One chain used from several hooks and twice in a row.
iptables-legacy-restore <<R
*mangle
:m - [0:0]
-A PREROUTING -j m
-A PREROUTING -j m
-A INPUT -j m
-A FORWARD -j m
-A OUTPUT -g m
-A POSTROUTING -j m
-A m -j MARK --xor-mark 1
-A m -m mark --mark 1 -p udp -j RETURN
-A m
COMMIT
R

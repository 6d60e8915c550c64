# Marks given in PREROUTING or POSTROUTING after the decision change no route.
iptables-legacy-restore <<R
*mangle
-A FORWARD -j MARK --set-mark 1
-A POSTROUTING -j MARK --set-mark 1
-A INPUT -j MARK --set-mark 1
COMMIT
R

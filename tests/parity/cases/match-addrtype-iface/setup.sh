# addrtype: --limit-iface-in and --limit-iface-out look at the addresses of one interface.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in
-A PREROUTING -m addrtype ! --dst-type LOCAL --limit-iface-in
-A PREROUTING -m addrtype --dst-type LOCAL
-A POSTROUTING -m addrtype --src-type LOCAL --limit-iface-out
-A POSTROUTING -m addrtype ! --src-type LOCAL --limit-iface-out
-A FORWARD -m addrtype --src-type UNICAST --limit-iface-in --dst-type UNICAST
COMMIT
R

# addrtype: each type by source and destination, inverted.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -m addrtype --dst-type LOCAL
-A PREROUTING -m addrtype --dst-type UNICAST
-A PREROUTING -m addrtype --dst-type BROADCAST
-A PREROUTING -m addrtype --dst-type MULTICAST
-A PREROUTING -m addrtype --dst-type BLACKHOLE
-A PREROUTING -m addrtype --dst-type UNREACHABLE
-A PREROUTING -m addrtype --dst-type PROHIBIT
-A PREROUTING -m addrtype --dst-type UNSPEC
-A PREROUTING -m addrtype --dst-type ANYCAST
-A PREROUTING -m addrtype --dst-type THROW
-A PREROUTING -m addrtype --dst-type NAT
-A PREROUTING -m addrtype --dst-type XRESOLVE
-A PREROUTING -m addrtype --src-type LOCAL
-A PREROUTING -m addrtype --src-type UNICAST
-A PREROUTING -m addrtype ! --src-type UNICAST
-A PREROUTING -m addrtype ! --dst-type LOCAL,BROADCAST
-A PREROUTING -m addrtype --src-type BROADCAST,UNSPEC
COMMIT
R

# TTL: set, inc, dec, with the ends of the range; ahead of the router's own step and behind it.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 1 -j TTL --ttl-set 100
-A PREROUTING -p udp --dport 2 -j TTL --ttl-inc 10
-A PREROUTING -p udp --dport 3 -j TTL --ttl-dec 10
-A PREROUTING -p udp --dport 4 -j TTL --ttl-set 1
-A POSTROUTING -p udp --dport 5 -j TTL --ttl-set 1
-A FORWARD -p udp --dport 6 -j TTL --ttl-dec 255
-A PREROUTING -p udp --dport 7 -j TTL --ttl-inc 1
COMMIT
R

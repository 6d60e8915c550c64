# quota: bytes run out; the packet that does not fit ends it; inverted it begins there.
iptables-legacy-restore <<R
*filter
-A FORWARD -m quota --quota 100
-A FORWARD -m quota ! --quota 100
-A FORWARD -m quota --quota 0
-A FORWARD -m quota --quota 64 -j ACCEPT
-A FORWARD -j DROP
COMMIT
R

# ttl: eq, lt, gt and inversion, before and after the router takes one.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -m ttl --ttl-eq 64
-A PREROUTING -m ttl ! --ttl-eq 64
-A PREROUTING -m ttl --ttl-lt 2
-A PREROUTING -m ttl --ttl-gt 64
-A FORWARD -m ttl --ttl-eq 63
-A POSTROUTING -m ttl --ttl-eq 63
COMMIT
R

# TOS and TTL are the first fragment's.
iptables-legacy-restore <<R
*filter
-A INPUT -m ttl --ttl-eq 9
-A INPUT -m ttl --ttl-eq 200
-A INPUT -m dscp --dscp 8
-A INPUT -m dscp --dscp 10
COMMIT
R

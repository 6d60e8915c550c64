# REJECT sends nothing in answer to ICMP errors, broadcast, multicast, later fragments, packets without a sender, and broken checksums.
iptables-legacy-restore <<R
*filter
-A FORWARD -j REJECT
-A INPUT -j REJECT
COMMIT
R

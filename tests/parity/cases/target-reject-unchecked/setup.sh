# REJECT answers protocols whose checksum it cannot or need not verify: SCTP, UDP-Lite, DCCP, GRE, ESP, unknown ones.
iptables-legacy-restore <<R
*filter
-A FORWARD -j REJECT
COMMIT
R

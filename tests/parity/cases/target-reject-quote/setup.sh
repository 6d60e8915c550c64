# REJECT quotes what fits in 576 bytes, with the IP options of the packet.
iptables-legacy-restore <<R
*filter
-A FORWARD -j REJECT
COMMIT
R

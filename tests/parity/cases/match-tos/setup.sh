# tos: value, mask, name, inversion.
iptables-legacy-restore <<R
*filter
-A FORWARD -m tos --tos 0x10/0x3f
-A FORWARD -m tos --tos 0x10
-A FORWARD -m tos ! --tos 0x10
-A FORWARD -m tos --tos 0/0x1c
-A FORWARD -m tos --tos Maximize-Throughput
-A FORWARD -m tos ! --tos 8/8
COMMIT
R

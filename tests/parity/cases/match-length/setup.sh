# length: the total length of the IP header, single, range, open, inverted.
iptables-legacy-restore <<R
*filter
-A FORWARD -m length --length 32
-A FORWARD -m length --length 28:40
-A FORWARD -m length --length :32
-A FORWARD -m length --length 41:
-A FORWARD -m length ! --length 32
-A FORWARD -m length ! --length 0:40
COMMIT
R

# TOS: set, with mask, and, or, xor, by name; the header checksum follows.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 1 -j TOS --set-tos 0x10
-A PREROUTING -p udp --dport 2 -j TOS --set-tos 0xff/0x0f
-A PREROUTING -p udp --dport 3 -j TOS --and-tos 0xf0
-A PREROUTING -p udp --dport 4 -j TOS --or-tos 0x0c
-A PREROUTING -p udp --dport 5 -j TOS --xor-tos 0xff
-A PREROUTING -p udp --dport 6 -j TOS --set-tos Minimize-Delay
-A PREROUTING -p udp --dport 7 -j TOS --set-tos 0/0
COMMIT
R

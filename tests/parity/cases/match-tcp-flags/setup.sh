# tcp: --tcp-flags mask and comparison, --syn, inversions.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp --syn
-A FORWARD -p tcp ! --syn
-A FORWARD -p tcp --tcp-flags ALL NONE
-A FORWARD -p tcp --tcp-flags ALL ALL
-A FORWARD -p tcp --tcp-flags SYN,FIN SYN,FIN
-A FORWARD -p tcp --tcp-flags ACK ACK
-A FORWARD -p tcp ! --tcp-flags RST RST
-A FORWARD -p tcp --tcp-flags URG,PSH PSH
COMMIT
R

# ACCEPT and DROP end the walk; a rule without a target goes on.
iptables-legacy-restore <<R
*filter
:FORWARD DROP [0:0]
-A FORWARD -p udp
-A FORWARD -p udp --dport 53 -j ACCEPT
-A FORWARD -p udp --dport 54 -j DROP
-A FORWARD -p udp --dport 53:55
-A FORWARD -p icmp -j ACCEPT
COMMIT
R

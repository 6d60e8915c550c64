# goto: RETURN and the end of the chain go back behind the last jump, not behind the goto.
iptables-legacy-restore <<R
*filter
:a - [0:0]
:b - [0:0]
:g - [0:0]
-A FORWARD -p udp --dport 1 -g g
-A FORWARD -p udp -j a
-A FORWARD -p udp --dport 2:3
-A FORWARD -p udp --dport 4:9 -j DROP
-A a -p udp --dport 2 -g g
-A a -p udp --dport 3 -j b
-A a -p udp --dport 3 -j DROP
-A a -p udp --dport 5 -j ACCEPT
-A b -g g
-A b -j DROP
-A g -p udp --dport 1 -j RETURN
-A g -p udp --dport 2 -j RETURN
-A g
COMMIT
R

# Jump into chains of chains, RETURN from each depth, falling off the end.
iptables-legacy-restore <<R
*filter
:a - [0:0]
:b - [0:0]
:c - [0:0]
:empty - [0:0]
:FORWARD DROP [0:0]
-A FORWARD -p udp -j a
-A FORWARD -p udp --dport 1
-A FORWARD -j empty
-A FORWARD -p udp --dport 1:3 -j ACCEPT
-A a -p udp --dport 1 -j RETURN
-A a -p udp --dport 2:5 -j b
-A a -p udp --dport 2
-A b -p udp --dport 2 -j RETURN
-A b -j c
-A b -p udp --dport 4 -j ACCEPT
-A c -p udp --dport 3 -j RETURN
-A c -p udp --dport 5 -j DROP
COMMIT
R

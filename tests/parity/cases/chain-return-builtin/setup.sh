# RETURN in a built-in chain is its policy, counted at both.
iptables-legacy-restore <<R
*filter
:FORWARD DROP [0:0]
:INPUT ACCEPT [0:0]
:a - [0:0]
-A FORWARD -p udp --dport 1 -j RETURN
-A FORWARD -p udp --dport 2 -g a
-A FORWARD -j ACCEPT
-A INPUT -j RETURN
-A INPUT -j DROP
-A a -j RETURN
COMMIT
R

# Policies ACCEPT and DROP of every chain of filter and mangle, with their counters.
iptables-legacy-restore <<R
*filter
:INPUT DROP [0:0]
:FORWARD DROP [5:500]
:OUTPUT DROP [0:0]
-A FORWARD -p udp --dport 53 -j ACCEPT
-A OUTPUT -d 10.1.0.1 -j ACCEPT
COMMIT
*mangle
:POSTROUTING DROP [0:0]
-A POSTROUTING -p udp --sport 1000 -j ACCEPT
COMMIT
R

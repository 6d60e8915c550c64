# Matches read headers that lie in two pieces.
iptables-legacy-restore <<R
*filter
-A INPUT -p tcp -m tcp --dport 80 --tcp-flags SYN,ACK SYN
-A INPUT -p tcp -m tcp --tcp-option 2
-A INPUT -p tcp -m multiport --ports 80
-A INPUT -m length --length 60:80
COMMIT
R

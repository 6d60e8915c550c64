# INPUT decides before the stack answers.
iptables-legacy-restore <<R
*filter
:INPUT DROP [0:0]
-A INPUT -p icmp --icmp-type echo-request -m limit --limit 1/min --limit-burst 1 -j ACCEPT
-A INPUT -p tcp --dport 22 -j ACCEPT
-A INPUT -p udp -j REJECT
COMMIT
R

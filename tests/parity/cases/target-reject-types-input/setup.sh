# REJECT with each ICMP type in INPUT.
iptables-legacy-restore <<R
*filter
-A INPUT -p udp --dport 1 -j REJECT --reject-with icmp-net-unreachable
-A INPUT -p udp --dport 2 -j REJECT --reject-with icmp-host-unreachable
-A INPUT -p udp --dport 3 -j REJECT --reject-with icmp-proto-unreachable
-A INPUT -p udp --dport 4 -j REJECT --reject-with icmp-port-unreachable
-A INPUT -p udp --dport 5 -j REJECT --reject-with icmp-net-prohibited
-A INPUT -p udp --dport 6 -j REJECT --reject-with icmp-host-prohibited
-A INPUT -p udp --dport 7 -j REJECT --reject-with icmp-admin-prohibited
-A INPUT -p icmp -j ACCEPT
COMMIT
R

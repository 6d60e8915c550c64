# REJECT with each ICMP type in OUTPUT.
iptables-legacy-restore <<R
*filter
-A OUTPUT -p udp --dport 1 -j REJECT --reject-with icmp-net-unreachable
-A OUTPUT -p udp --dport 2 -j REJECT --reject-with icmp-host-unreachable
-A OUTPUT -p udp --dport 3 -j REJECT --reject-with icmp-proto-unreachable
-A OUTPUT -p udp --dport 4 -j REJECT --reject-with icmp-port-unreachable
-A OUTPUT -p udp --dport 5 -j REJECT --reject-with icmp-net-prohibited
-A OUTPUT -p udp --dport 6 -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -p udp --dport 7 -j REJECT --reject-with icmp-admin-prohibited
-A OUTPUT -p icmp -j ACCEPT
COMMIT
R

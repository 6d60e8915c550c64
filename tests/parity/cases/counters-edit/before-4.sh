iptables-legacy -I FORWARD 2 -p udp --dport 53

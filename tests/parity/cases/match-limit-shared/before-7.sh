iptables-legacy -A FORWARD -p icmp -j ACCEPT

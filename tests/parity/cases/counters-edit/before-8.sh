iptables-legacy -R FORWARD 1 -p udp

iptables-legacy -Z FORWARD 1

iptables-legacy -D FORWARD -p tcp

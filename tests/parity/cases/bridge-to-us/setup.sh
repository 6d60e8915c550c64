# A packet for the bridge's own address is ours.
iptables-legacy -A INPUT -i br0
iptables-legacy -A INPUT -i eth0

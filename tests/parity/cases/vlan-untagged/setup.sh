# Without a tag nothing comes in by the vlan device.
iptables-legacy -A FORWARD -i eth0.5
iptables-legacy -A FORWARD -i eth0

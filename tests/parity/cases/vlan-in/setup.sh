# A tag's frame comes in by the vlan device and leaves untagged by another.
iptables-legacy -A FORWARD -i eth0.5 -o eth1
iptables-legacy -A FORWARD -i eth0

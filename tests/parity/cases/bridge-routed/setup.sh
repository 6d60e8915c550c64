# In by a bridge, out by a device that is no port of it.
iptables-legacy -A FORWARD -i br0 -o eth2

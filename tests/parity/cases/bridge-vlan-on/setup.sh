# A vlan device on the bridge has the bridge's frames with its tag.
iptables-legacy -A INPUT -i br0.5

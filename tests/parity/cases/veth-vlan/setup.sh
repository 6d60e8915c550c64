# A tag over a pair.
iptables-legacy -A INPUT -i vb.3

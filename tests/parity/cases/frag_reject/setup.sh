# A rule that rejects sees the whole in INPUT.
iptables-legacy -A INPUT -p udp --dport 6 -j REJECT

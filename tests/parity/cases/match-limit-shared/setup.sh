# limit: credit belongs to the rule; each change of the table begins it anew for changed and unchanged rules alike.
iptables-legacy -A FORWARD -p udp -m limit --limit 1/min --limit-burst 2 -j ACCEPT
iptables-legacy -A FORWARD -p tcp -m limit --limit 1/min --limit-burst 2 -j ACCEPT
iptables-legacy -P FORWARD DROP

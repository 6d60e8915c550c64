# Through a pair whose ends are both here: what is sent into one comes in at the other.
iptables-legacy -A INPUT -i vb

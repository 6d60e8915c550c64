# REJECT where it cannot answer, and tcp-reset without tcp.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -t mangle -A FORWARD -j REJECT
try iptables-legacy -t raw -A PREROUTING -j REJECT
try iptables-legacy -t security -A FORWARD -j REJECT
try iptables-legacy -A FORWARD -j REJECT --reject-with tcp-reset
try iptables-legacy -A FORWARD -p udp -j REJECT --reject-with tcp-reset
try iptables-legacy -A FORWARD ! -p tcp -j REJECT --reject-with tcp-reset
try iptables-legacy -A FORWARD -j REJECT --reject-with nosuch
try iptables-legacy -A FORWARD -j REJECT --reject-with icmp-host-unreach
try iptables-legacy -S

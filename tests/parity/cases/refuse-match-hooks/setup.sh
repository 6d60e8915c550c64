# Matches in chains that cannot know the answer, directly and through a chain of the user's.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A INPUT -m owner --uid-owner 0
try iptables-legacy -t mangle -A PREROUTING -m owner --uid-owner 0
try iptables-legacy -A FORWARD -m owner --socket-exists
try iptables-legacy -A OUTPUT -m mac --mac-source 02:00:00:00:00:01
try iptables-legacy -t mangle -A POSTROUTING -m mac --mac-source 02:00:00:00:00:01
try iptables-legacy -t mangle -A POSTROUTING -m addrtype --dst-type LOCAL --limit-iface-in
try iptables-legacy -A OUTPUT -m addrtype --dst-type LOCAL --limit-iface-in
try iptables-legacy -t mangle -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-out
try iptables-legacy -A INPUT -m addrtype --dst-type LOCAL --limit-iface-out
try iptables-legacy -A FORWARD -m addrtype --dst-type LOCAL --limit-iface-in --limit-iface-out
try iptables-legacy -N u
try iptables-legacy -A u -m owner --uid-owner 0
try iptables-legacy -A OUTPUT -j u
try iptables-legacy -A INPUT -j u
try iptables-legacy -N v
try iptables-legacy -A INPUT -j v
try iptables-legacy -A v -m owner --uid-owner 0
try iptables-legacy -A OUTPUT -i eth0
try iptables-legacy -A INPUT -o eth0
try iptables-legacy -S
try iptables-legacy -t mangle -S

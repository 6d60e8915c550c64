# -F empties chains in use, -X without a name takes the unused away.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
iptables-legacy -N a
iptables-legacy -N b
iptables-legacy -A FORWARD -j a
iptables-legacy -A a -j DROP
iptables-legacy -F
iptables-legacy -X
try iptables-legacy -S

# Chains that are not there, are there, are in use, are not empty, are built in.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A nosuch -j DROP
try iptables-legacy -N a
try iptables-legacy -N a
try iptables-legacy -A FORWARD -j a
try iptables-legacy -X a
try iptables-legacy -A a -j DROP
try iptables-legacy -D FORWARD -j a
try iptables-legacy -X a
try iptables-legacy -X FORWARD
try iptables-legacy -E a FORWARD
try iptables-legacy -E nosuch b
try iptables-legacy -N b
try iptables-legacy -E a b
try iptables-legacy -X nosuch
try iptables-legacy -P a DROP
try iptables-legacy -P nosuch DROP
try iptables-legacy -P FORWARD REJECT
try iptables-legacy -N abcdefghijklmnopqrstuvwxyz1234
try iptables-legacy -N ACCEPT
try iptables-legacy -N -x
try iptables-legacy -E FORWARD c
try iptables-legacy -F nosuch
try iptables-legacy -Z nosuch
try iptables-legacy -S

# Targets of mangle and raw outside their table.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A FORWARD -j TOS --set-tos 1
try iptables-legacy -A FORWARD -j DSCP --set-dscp 1
try iptables-legacy -A FORWARD -j TTL --ttl-set 1
try iptables-legacy -t raw -A PREROUTING -j TTL --ttl-set 1
try iptables-legacy -A FORWARD -j TRACE
try iptables-legacy -t mangle -A PREROUTING -j TRACE
try iptables-legacy -t raw -A PREROUTING -j DSCP --set-dscp 1
try iptables-legacy -A FORWARD -j MARK --set-mark 1
try iptables-legacy -S
try iptables-legacy -t mangle -S
try iptables-legacy -t raw -S

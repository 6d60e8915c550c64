# Targets with values out of range or missing.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -t mangle -A FORWARD -j DSCP --set-dscp 64
try iptables-legacy -t mangle -A FORWARD -j TTL --ttl-inc 0
try iptables-legacy -t mangle -A FORWARD -j TTL --ttl-set 256
try iptables-legacy -t mangle -A FORWARD -j TTL
try iptables-legacy -t mangle -A FORWARD -j MARK
try iptables-legacy -t mangle -A FORWARD -j TOS
try iptables-legacy -t mangle -A FORWARD -j TOS --set-tos 256
try iptables-legacy -A FORWARD -j LOG --log-level 9
try iptables-legacy -A FORWARD -j LOG --log-prefix 0123456789012345678901234567890
try iptables-legacy -A FORWARD -j LOG --log-prefix 01234567890123456789012345678
try iptables-legacy -S
try iptables-legacy -t mangle -S

# The rule's own fields with values that cannot be.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A FORWARD -s 10.0.0.256
try iptables-legacy -A FORWARD -s 10.0.0.0/33
try iptables-legacy -A FORWARD -i 0123456789abcdef
try iptables-legacy -A FORWARD -p nosuch
try iptables-legacy -A FORWARD -p 256
try iptables-legacy -A FORWARD ! -s 10.0.0.1,10.0.0.2
try iptables-legacy -A FORWARD -s 10.0.0.1,10.0.0.2 -d 10.1.0.1,10.1.0.2
try iptables-legacy -A FORWARD -j DROP -j ACCEPT
try iptables-legacy -A FORWARD -s ::1
try iptables-legacy -S

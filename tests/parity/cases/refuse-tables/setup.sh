# A table that no kernel has.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -t nosuch -L
try iptables-legacy -t nosuch -A FORWARD -j DROP
try iptables-legacy-save -t nosuch

# Chains that lead back to themselves, by jump and by goto, at once or by a detour.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -N a
try iptables-legacy -N b
try iptables-legacy -N c
try iptables-legacy -A a -j b
try iptables-legacy -A b -j c
try iptables-legacy -A c -j a
try iptables-legacy -A FORWARD -j a
try iptables-legacy -A c -j a
try iptables-legacy -A a -j a
try iptables-legacy -A c -g b
try iptables-legacy -A c -g a
try iptables-legacy -S

# Rules by a number or a form that is not there.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A FORWARD -p udp -j DROP
try iptables-legacy -D FORWARD 2
try iptables-legacy -D FORWARD 0
try iptables-legacy -I FORWARD 3 -j DROP
try iptables-legacy -R FORWARD 2 -j DROP
try iptables-legacy -D FORWARD -p tcp -j DROP
try iptables-legacy -C FORWARD -p tcp -j DROP
try iptables-legacy -C FORWARD -p udp -j DROP
try iptables-legacy -Z FORWARD 9
try iptables-legacy -L FORWARD 9
try iptables-legacy -S FORWARD 9
try iptables-legacy -A FORWARD -j nosuch
try iptables-legacy -A FORWARD -g nosuch
try iptables-legacy -A FORWARD -g DROP
try iptables-legacy -A FORWARD -m nosuch
try iptables-legacy -S

# -N -A -I -R -D by number and by rule, -E -X -F -P, one tool call each; -S and -L show the result.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -N new
try iptables-legacy -A new -p udp -j ACCEPT
try iptables-legacy -I new -p tcp -j ACCEPT
try iptables-legacy -I new 2 -p icmp -j RETURN
try iptables-legacy -A FORWARD -j new
try iptables-legacy -E new renamed
try iptables-legacy -R renamed 1 -p tcp --dport 80 -j DROP
try iptables-legacy -D renamed 2
try iptables-legacy -C renamed -p udp -j ACCEPT
try iptables-legacy -C renamed -p tcp -j ACCEPT
try iptables-legacy -A FORWARD -p 99 -j DROP
try iptables-legacy -D FORWARD -p 99 -j DROP
try iptables-legacy -N other
try iptables-legacy -X other
try iptables-legacy -P FORWARD DROP
try iptables-legacy -S
try iptables-legacy -L -nvx --line-numbers
try iptables-legacy -L renamed -n
try iptables-legacy -L nosuch
try iptables-legacy -t raw -S
try iptables-legacy -F INPUT

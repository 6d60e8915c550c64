# TCPMSS without --syn, without tcp, and clamping where no route is known.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -t mangle -A FORWARD -p tcp -j TCPMSS --set-mss 1000
try iptables-legacy -t mangle -A FORWARD -j TCPMSS --set-mss 1000
try iptables-legacy -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
try iptables-legacy -t mangle -A INPUT -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
try iptables-legacy -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --set-mss 1000
try iptables-legacy -t mangle -A FORWARD -p tcp --syn -j TCPMSS
try iptables-legacy -t mangle -A FORWARD -p tcp ! --syn -j TCPMSS --set-mss 1000
try iptables-legacy -t mangle -A OUTPUT -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
try iptables-legacy -N u
try iptables-legacy -A u -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
try iptables-legacy -A INPUT -j u
try iptables-legacy -A FORWARD -j u
try iptables-legacy -S
try iptables-legacy -t mangle -S

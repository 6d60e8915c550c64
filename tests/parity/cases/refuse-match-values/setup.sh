# Matches with values out of range, missing or without their protocol.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -A FORWARD -m multiport --dports 80
try iptables-legacy -A FORWARD -p icmp -m multiport --dports 80
try iptables-legacy -A FORWARD -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16
try iptables-legacy -A FORWARD -p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16
try iptables-legacy -A FORWARD -p tcp -m multiport
try iptables-legacy -A FORWARD -p tcp --dport 65536
try iptables-legacy -A FORWARD -p tcp --dport 90:80
try iptables-legacy -A FORWARD --dport 80
try iptables-legacy -A FORWARD -m tcp --dport 80
try iptables-legacy -A FORWARD -p udp -m tcp --dport 80
try iptables-legacy -A FORWARD ! -p tcp -m tcp --dport 80
try iptables-legacy -A FORWARD -p tcp --tcp-flags SYN
try iptables-legacy -A FORWARD -p icmp --icmp-type nosuch
try iptables-legacy -A FORWARD -m limit --limit 20000/sec
try iptables-legacy -A FORWARD -m limit --limit 0/sec
try iptables-legacy -A FORWARD -m limit --limit 1/sec --limit-burst 10001
try iptables-legacy -A FORWARD -m limit --limit 1/day --limit-burst 10000
try iptables-legacy -A FORWARD -m length --length 5:1
try iptables-legacy -A FORWARD -m ttl --ttl-eq 256
try iptables-legacy -A FORWARD -m dscp --dscp 64
try iptables-legacy -A FORWARD -m tos --tos 256
try iptables-legacy -A FORWARD -m iprange --src-range 10.0.0.9-10.0.0.1
try iptables-legacy -A FORWARD -m iprange
try iptables-legacy -A FORWARD -m addrtype
try iptables-legacy -A FORWARD -m addrtype --dst-type NOSUCH
try iptables-legacy -A FORWARD -m pkttype --pkt-type nosuch
try iptables-legacy -A FORWARD -m statistic --mode nth --every 0
try iptables-legacy -A FORWARD -m statistic --mode nth --every 3 --packet 3
try iptables-legacy -A FORWARD -m statistic --mode random --probability 1.1
try iptables-legacy -A FORWARD -m statistic
try iptables-legacy -A FORWARD -m time --timestart 25:00
try iptables-legacy -A FORWARD -m time --weekdays Foo
try iptables-legacy -A FORWARD -m quota --quota x
try iptables-legacy -A OUTPUT -m owner --uid-owner nosuchuser
try iptables-legacy -A FORWARD -m mac --mac-source zz
try iptables-legacy -A FORWARD -m mark --mark x
try iptables-legacy -A FORWARD -m comment
try iptables-legacy -S

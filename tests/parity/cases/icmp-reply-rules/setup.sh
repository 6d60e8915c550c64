# Answers of the stack pass OUTPUT and POSTROUTING, where rules see and stop them.
iptables-legacy-restore <<R
*mangle
-A OUTPUT -p icmp --icmp-type echo-reply -j TOS --set-tos 0x20
-A POSTROUTING -p icmp
COMMIT
*filter
-A OUTPUT -p icmp --icmp-type time-exceeded -j DROP
-A OUTPUT -p tcp -d 10.0.0.2 -j REJECT
COMMIT
R

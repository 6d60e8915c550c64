# icmp: types by number, code and name, any, inversions; a header cut short is dropped.
iptables-legacy-restore <<R
*filter
-A FORWARD -p icmp --icmp-type 8
-A FORWARD -p icmp --icmp-type echo-reply
-A FORWARD -p icmp --icmp-type 3/1
-A FORWARD -p icmp --icmp-type port-unreachable
-A FORWARD -p icmp --icmp-type any
-A FORWARD -p icmp ! --icmp-type 8
-A FORWARD -p icmp --icmp-type 3
-A FORWARD -p icmp ! --icmp-type 3/3
COMMIT
R

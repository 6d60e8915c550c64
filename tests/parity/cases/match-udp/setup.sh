# udp: ports, ranges, inversions; a header cut short is dropped at the rule, a wrong length is not.
iptables-legacy-restore <<R
*filter
-A FORWARD -p udp --dport 53
-A FORWARD -p udp ! --dport 53
-A FORWARD -p udp --sport 1000:1001 --dport 50:60
-A FORWARD -p udp ! --sport 1000
-A FORWARD -p udp --dport 1024:
COMMIT
R

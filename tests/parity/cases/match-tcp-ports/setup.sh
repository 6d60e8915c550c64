# tcp: ports, ranges, open ranges, inversions; other protocols never match.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp --dport 80
-A FORWARD -p tcp --dport 80:90
-A FORWARD -p tcp --dport :79
-A FORWARD -p tcp --dport 81:
-A FORWARD -p tcp ! --dport 80
-A FORWARD -p tcp --sport 2000
-A FORWARD -p tcp ! --sport 2000:2001
-A FORWARD -p tcp --sport 0:65535
-A FORWARD -p tcp --sport 2000 --dport 443
COMMIT
R

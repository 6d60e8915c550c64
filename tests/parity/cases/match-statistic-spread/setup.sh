# statistic: nth rules in a row deal packets out to three chains.
iptables-legacy-restore <<R
*filter
:one - [0:0]
:two - [0:0]
-A FORWARD -p udp -m statistic --mode nth --every 3 --packet 0 -j one
-A FORWARD -p udp -m statistic --mode nth --every 2 --packet 0 -j two
-A FORWARD -p udp -j DROP
-A one -j ACCEPT
-A two -j REJECT
COMMIT
R

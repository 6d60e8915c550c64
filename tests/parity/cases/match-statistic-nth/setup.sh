# statistic: every nth packet, from a chosen one, inverted.
iptables-legacy-restore <<R
*filter
-A FORWARD -m statistic --mode nth --every 3 --packet 0
-A FORWARD -m statistic --mode nth --every 3 --packet 2
-A FORWARD -m statistic --mode nth ! --every 3 --packet 1
-A FORWARD -m statistic --mode nth --every 1 --packet 0
-A FORWARD -m statistic --mode nth --every 100 --packet 5
COMMIT
R

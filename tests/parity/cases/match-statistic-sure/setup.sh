# statistic: random mode with probability 0 and 1 is no matter of chance.
iptables-legacy-restore <<R
*filter
-A FORWARD -m statistic --mode random --probability 1.0
-A FORWARD -m statistic --mode random --probability 0
-A FORWARD -m statistic --mode random ! --probability 1.0
COMMIT
R

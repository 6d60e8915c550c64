# Sixty-four packets at one moment: what each does to limits, quotas and nth shows to the next.
iptables-legacy-restore <<R
*filter
-A FORWARD -m statistic --mode nth --every 5 --packet 0 -j DROP
-A FORWARD -m quota --quota 1000
-A FORWARD -m limit --limit 1/sec --limit-burst 10 -j ACCEPT
-A FORWARD -p udp --dport 50:60 -j REJECT
-A FORWARD -p icmp -j DROP
COMMIT
R

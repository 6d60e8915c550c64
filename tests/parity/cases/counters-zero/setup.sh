# -Z of the table, of a chain, of a rule; -L -Z shows what was; limits and quotas go on.
iptables-legacy-restore <<R
*filter
-A FORWARD -p udp
-A FORWARD -p udp -m quota --quota 100
-A FORWARD -p tcp
-A INPUT -p icmp
COMMIT
R

# And come together again by lo.
iptables-legacy-restore <<R
*filter
-A INPUT -f
-A INPUT -p udp --dport 6
COMMIT
R

# multiport: ports cut off drop the packet; a later fragment does not match.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp -m multiport --dports 80 -j ACCEPT
-A FORWARD -p tcp -m multiport ! --dports 80 -j ACCEPT
COMMIT
R

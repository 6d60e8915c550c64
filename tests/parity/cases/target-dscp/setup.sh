# DSCP: by number and class; the ECN bits stay.
iptables-legacy-restore <<R
*mangle
-A FORWARD -p udp --dport 1 -j DSCP --set-dscp 0
-A FORWARD -p udp --dport 2 -j DSCP --set-dscp 63
-A FORWARD -p udp --dport 3 -j DSCP --set-dscp-class AF31
-A POSTROUTING -p udp --dport 4 -j DSCP --set-dscp-class CS7
COMMIT
R

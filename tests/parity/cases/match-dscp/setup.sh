# dscp: number, class, inversion; the two ECN bits do not count.
iptables-legacy-restore <<R
*filter
-A FORWARD -m dscp --dscp 10
-A FORWARD -m dscp --dscp-class AF11
-A FORWARD -m dscp ! --dscp 10
-A FORWARD -m dscp --dscp-class EF
-A FORWARD -m dscp --dscp 0
-A FORWARD -m dscp ! --dscp-class CS6
COMMIT
R

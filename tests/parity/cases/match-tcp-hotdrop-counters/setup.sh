# A packet that a match drops outright counts in no rule behind it, nor in the policy.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp
-A FORWARD -p tcp --dport 1
-A FORWARD -p tcp
COMMIT
R

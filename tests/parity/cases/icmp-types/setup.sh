# Other ICMP messages to ourselves: errors, unknown types, obsolete requests get no answer.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

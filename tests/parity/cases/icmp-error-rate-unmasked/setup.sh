# With icmp_ratemask 0 nothing but route errors draws on that bucket: five at once, then one a second.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

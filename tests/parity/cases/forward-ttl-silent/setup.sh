# No time exceeded for an ICMP error, a later fragment, a sender that is no host, an unreachable sender.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

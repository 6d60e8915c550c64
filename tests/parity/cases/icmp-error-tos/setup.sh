# Errors carry the packet's TOS with the precedence of internetwork control; an echoed TOS is the request's.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

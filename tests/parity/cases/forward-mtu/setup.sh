# Too big for the way out with DF set: fragmentation needed, with the MTU; without an error for ICMP errors.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

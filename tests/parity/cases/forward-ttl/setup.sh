# TTL 1 and 0 end here with time exceeded; TTL 2 goes on; for ourselves any TTL will do.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

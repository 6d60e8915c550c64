# Errors of the route (no route, unreachable, prohibit) share one bucket a sender: full it holds five, one comes back each second; in 6.12 any other ICMP error to the same sender empties it while icmp_ratelimit is 0.
iptables-legacy-restore <<R
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
COMMIT
R

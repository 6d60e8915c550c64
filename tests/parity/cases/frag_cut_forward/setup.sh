# What is larger than the way out is cut.
iptables-legacy-restore <<R
*mangle
-A POSTROUTING -f
-A POSTROUTING ! -f
COMMIT
R

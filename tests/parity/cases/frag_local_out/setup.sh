# The stack's own fragments leave as they are.
iptables-legacy-restore <<R
*filter
-A OUTPUT -f
-A OUTPUT ! -f
COMMIT
R

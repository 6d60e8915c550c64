# A rule set with a fault changes nothing in its table; tables committed before it stay.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy-restore <<R
*mangle
-A FORWARD -j MARK --set-mark 1
COMMIT
*filter
-A FORWARD -j nosuch
COMMIT
R
try iptables-legacy-restore <<R
*filter
-A FORWARD -p udp -j DROP
-A nosuch -j DROP
COMMIT
R
try iptables-legacy-restore <<R
*filter
:a - [0:0]
-A FORWARD -j a
-A a -j a
COMMIT
R
try iptables-legacy-restore <<R
*filter
-A FORWARD -p udp -j DROP
R
try iptables-legacy-restore <<R
*nosuch
-A FORWARD -j DROP
COMMIT
R
try iptables-legacy-restore <<R
*filter
:FORWARD NOSUCH [0:0]
COMMIT
R
try iptables-legacy-restore <<R
*filter
:a DROP [0:0]
COMMIT
R
try iptables-legacy-restore <<R
-A FORWARD -j DROP
COMMIT
R
try iptables-legacy-restore <<R
*filter
-A INPUT -m owner --uid-owner 0
COMMIT
R
try iptables-legacy-restore <<R
*filter
-D FORWARD -p udp -j DROP
COMMIT
R
try iptables-legacy-restore <<R
*mangle
-A FORWARD -j REJECT
COMMIT
*filter
-A FORWARD -p tcp -j DROP
COMMIT
R
try iptables-legacy -S
try iptables-legacy -t mangle -S

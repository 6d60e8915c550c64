# owner: uid and gid of the socket's opener, ranges, socket-exists, inverted; POSTROUTING sees forwarded packets, which have none.
iptables-legacy-restore <<R
*filter
-A OUTPUT -m owner --uid-owner 0
-A OUTPUT -m owner ! --uid-owner 0
-A OUTPUT -m owner --uid-owner 1-100
-A OUTPUT -m owner --gid-owner 0
-A OUTPUT -m owner ! --gid-owner 0-5
-A OUTPUT -m owner --socket-exists
-A OUTPUT -m owner ! --socket-exists
COMMIT
*mangle
-A POSTROUTING -m owner --uid-owner 0
-A POSTROUTING -m owner ! --uid-owner 0
-A POSTROUTING -m owner --socket-exists
-A POSTROUTING -m owner ! --socket-exists
COMMIT
R

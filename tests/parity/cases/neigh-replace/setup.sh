# replace changes, append does not override, change keeps what it does not name.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
try ip neigh append 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
ip neigh show | sort >"$OUT/neigh1"

try ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:03 dev eth1 nud reachable
ip neigh show | sort >"$OUT/neigh2"

try ip neigh change 10.1.0.9 dev eth1 nud permanent
ip neigh show | sort >"$OUT/neigh3"

try ip neigh change 10.1.0.9 lladdr 02:00:00:00:09:04 dev eth1
try ip neigh replace 10.1.0.10 lladdr 02:00:00:00:09:05 dev eth1
ip neigh show | sort >"$OUT/neigh4"

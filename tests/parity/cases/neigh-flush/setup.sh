# flush takes what is not permanent, or what it is told.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
ip neigh add 10.1.0.10 lladdr 02:00:00:00:09:01 dev eth1 nud reachable
ip neigh add 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud noarp
ip neigh add 10.0.0.9 lladdr 02:00:00:00:09:01 dev eth0 nud stale
try ip neigh flush dev eth1 nud stale
ip neigh show | sort >"$OUT/neigh1"

try ip neigh flush dev eth1
ip neigh show | sort >"$OUT/neigh2"

try ip neigh flush 10.0.0.0/24
ip neigh show | sort >"$OUT/neigh3"

try ip neigh flush nud permanent
try ip neigh flush
ip neigh show nud all | sort >"$OUT/left"

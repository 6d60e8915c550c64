# What is refused, and in which words.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
try ip neigh add 10.1.0.9 dev eth1
try ip neigh add 10.1.0.9 dev eth1 nud reachable
try ip neigh add 10.1.0.9 lladdr 02:00:00 dev eth1
try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02:03 dev eth1
try ip neigh change 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1
try ip neigh del 10.1.0.9 dev eth1
try ip neigh del 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1
try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev nodev
try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02
try ip neigh add 10.1.0.9 dev eth1 nud none
try ip neigh add 10.1.0.7 dev eth1 nud failed
try ip neigh add 10.1.0.6 dev eth1 nud noarp
try ip neigh get 10.1.0.1 dev eth1
try ip neigh get 10.1.0.77 dev eth1
try ip neigh get 10.1.0.1
try ip neigh get proxy 10.1.0.1 dev eth1
ip neigh show | sort >"$OUT/neigh"

# Every state by word, and what is shown of it.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip neigh add 10.1.0.20 lladdr 02:00:00:00:09:14 dev eth1 nud permanent
try ip neigh add 10.1.0.21 lladdr 02:00:00:00:09:15 dev eth1 nud noarp
try ip neigh add 10.1.0.22 lladdr 02:00:00:00:09:16 dev eth1 nud stale
try ip neigh add 10.1.0.23 lladdr 02:00:00:00:09:17 dev eth1 nud reachable
try ip neigh add 10.1.0.24 lladdr 02:00:00:00:09:18 dev eth1 nud none
try ip neigh add 10.1.0.25 lladdr 02:00:00:00:09:19 dev eth1 nud failed
try ip neigh add 10.1.0.26 lladdr 02:00:00:00:09:1a dev eth1 nud delay
try ip neigh add 10.1.0.27 lladdr 02:00:00:00:09:1b dev eth1 nud probe
try ip neigh add 10.1.0.28 lladdr 02:00:00:00:09:1c dev eth1 nud incomplete
ip neigh show | sort >"$OUT/neigh"
ip neigh show nud all | sort >"$OUT/all"; ip neigh show nud stale >"$OUT/stale"; ip neigh show nud noarp >"$OUT/noarp"; ip neigh show nud permanent | sort >"$OUT/permanent"

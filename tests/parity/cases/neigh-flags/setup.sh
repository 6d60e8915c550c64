# router, extern_learn, managed, use and protocol stay with the entry and are shown.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale router
try ip neigh add 10.1.0.10 lladdr 02:00:00:00:09:01 dev eth1 nud stale extern_learn
try ip neigh add 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud permanent protocol static
try ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
try ip neigh replace 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud permanent protocol 99 extern_learn
try ip neigh add 10.1.0.13 dev eth1 managed nud permanent
ip neigh show | sort >"$OUT/neigh"

# One entry is asked for.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale router
try ip neigh get 10.1.0.9 dev eth1
ip neigh add proxy 10.1.0.33 dev eth0
try ip neigh get proxy 10.1.0.33 dev eth0
try ip neigh get proxy 10.1.0.33 dev eth1

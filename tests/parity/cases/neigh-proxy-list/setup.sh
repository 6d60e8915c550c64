# Proxy entries are added, shown and removed apart from the others.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip neigh add proxy 10.1.0.33 dev eth0
try ip neigh add proxy 10.1.0.33 dev eth0
try ip neigh add proxy 10.1.0.34 dev eth1
try ip neigh add proxy 10.1.0.35 dev eth1 router
try ip neigh del proxy 10.1.0.33 dev eth1
ip neigh show proxy | sort >"$OUT/proxies"; ip neigh show proxy dev eth1 | sort >"$OUT/proxies1"
try ip neigh del proxy 10.1.0.33 dev eth0
try ip neigh del proxy 10.1.0.33 dev eth0
ip link set eth1 down; ip neigh show proxy >"$OUT/down"
ip neigh show | sort >"$OUT/neigh"

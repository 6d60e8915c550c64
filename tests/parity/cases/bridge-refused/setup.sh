# What cannot be a port.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
ip link add br0 type bridge
ip link add br1 type bridge
try ip link set lo master br0
try ip link set br1 master br0
try ip link set eth0 master br0
try ip link set eth0 master br1
try ip link set eth0 master lo
try ip link set eth0 nomaster
try ip link set eth0 nomaster

# A vlan device's MTU goes down with that below, and not above it.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip link set eth0.5 mtu 1501
try ip link set eth0 mtu 1000
try ip -o link show eth0.5
try ip link set eth0 mtu 1500
sed -i -e 's/^[0-9]*: eth/eth/' -e s/MULTICAST,// $OUT/rc

# What cannot be made.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip link add va type veth peer name eth0
try ip link add eth0 type veth peer name vx
try ip link add va type veth peer name va
try ip link add va type veth
try ip link del va

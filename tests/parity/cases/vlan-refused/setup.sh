# What cannot be made, and why.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip link add link eth0 name v type vlan id 4095
try ip link add link eth0 name v type vlan id 4096
try ip link add name v type vlan id 5
try ip link add link lo name v type vlan id 5
try ip link add link eth0 name v type vlan id 5
try ip link add link eth0 name w type vlan id 5
try ip link add link eth0 name v type vlan id 6
try ip link add link eth0 name w mtu 1501 type vlan id 7
try ip link set v master eth0
try ip link del v
try ip link del v

# Addresses of every scope and flag, and the routes they bring
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip -6 addr add 2001:db8:2::1/128 dev eth0
try ip -6 addr add 2001:db8:3::1/127 dev eth0
try ip -6 addr add 2001:db8:4::1/64 dev eth0 noprefixroute
try ip -6 addr add 2001:db8:5::1/64 dev eth0 preferred_lft 0
try ip -6 addr add 2001:db8:6::1/64 dev eth0 home
try ip -6 addr add fd00::1/64 dev eth0 metric 50
try ip -6 addr add fe80::5/64 dev eth0
try ip -6 addr add fec0::5/64 dev eth0

ip -6 route show table all >$OUT/routes
for d in eth0 eth1; do ip -6 -o addr show dev $d | cut -d' ' -f2- >>$OUT/addrs; done
awk '{print $2, $3, $4}' /proc/net/igmp6 | grep eth >$OUT/groups
awk '{print $2, $3, $4}' /proc/net/anycast6 >$OUT/anycast

# What ip shows and refuses: routes, rules, neighbours, addresses, with its words and exit codes.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip route add 172.16.0.0/16 via 10.1.0.1
try ip route add 172.16.0.0/16 via 10.2.0.1
try ip route add 172.17.0.0/16 via 172.31.0.1
try ip route add 172.17.0.0/16 dev nosuch
try ip route del 172.18.0.0/16
try ip route replace 172.16.0.0/16 via 10.2.0.1
try ip route change 172.19.0.0/16 via 10.2.0.1
try ip route append 172.16.0.0/16 via 10.1.0.1
try ip route add 172.16.1.0/24 via 10.1.0.1 mtu 1400 advmss 1300 metric 5 src 10.1.0.254
try ip route add 172.16.2.0/24 via 10.1.0.1 src 9.9.9.9
try ip route add 172.16.3.1/24 via 10.1.0.1
try ip route add 172.16.4.0/24 nexthop via 10.1.0.1 nexthop via 10.2.0.1
try ip route show
try ip route show table all type blackhole
try ip route show table local dev eth0
try ip route add blackhole 192.0.2.0/24 metric 3
try ip route show type blackhole
try ip rule add fwmark 7 table 77
try ip rule add fwmark 7 table 77
try ip rule del fwmark 8
try ip rule show
try ip addr add 10.0.0.254/24 dev eth0
try ip addr del 10.9.9.9/24 dev eth0
try ip addr add 10.5.0.1/16 brd + dev eth0
try ip -br addr show dev eth0
try ip neigh add 10.0.0.1 lladdr 02:00:00:00:01:01 dev eth0
try ip neigh del 10.0.0.99 dev eth0
try ip neigh replace 10.0.0.1 lladdr 02:00:00:00:01:77 dev eth0
try sh -c "ip neigh show | sort"
try ip neigh show dev eth1
try ip route get 172.16.1.1
try ip route get 10.0.0.1 from 10.1.0.1 iif eth1
try ip route get 192.0.2.1
try ip route get 8.8.8.8
try ip route flush table 77
try ip route get 10.0.0.255
try ip addr del 10.0.0.254/24 dev eth0
try ip route show

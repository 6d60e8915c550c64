ip -batch - <<E
addr add 10.0.0.254/24 dev eth0
neigh add 10.0.0.1 lladdr 02:00:00:00:01:01 dev eth0
addr add 10.1.0.254/24 dev eth1
neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
addr add 10.2.0.254/24 dev eth2
neigh add 10.2.0.1 lladdr 02:00:00:00:01:03 dev eth2
E
ip route add default via 10.2.0.1 table 100
ip route add 10.9.0.0/16 via 10.2.0.1 table 101
ip route add default via 10.1.0.1
ip rule add from 10.0.0.64/26 table 100 pref 100
ip rule add from 10.0.0.128/25 table 101 pref 90
ip rule add tos 0x10 table 100 pref 110
ip rule add to 172.16.0.0/16 unreachable pref 120
ip rule add iif eth1 from 10.1.0.9 table 100 pref 130

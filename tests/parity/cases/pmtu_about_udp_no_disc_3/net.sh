ip -batch - <<E
addr add 10.0.0.254/24 dev eth0
neigh add 10.0.0.1 lladdr 02:00:00:00:01:01 dev eth0
addr add 10.1.0.254/24 dev eth1
neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
E
ip route add 172.16.0.0/16 via 10.0.0.1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:02:01 dev eth0

ip link add link eth0 name eth0.5 type vlan id 5
ip link set eth0.5 up
ip addr add 10.5.0.254/24 dev eth0.5
ip neigh add 10.5.0.1 lladdr 02:00:00:00:05:01 dev eth0.5
ip addr add 10.1.0.254/24 dev eth1
ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
ip link set eth0.5 address 02:00:00:00:55:55

ip link add br0 type bridge mcast_snooping 0
ip link set br0 up
for p in eth0 eth1 eth2; do ip link set $p master br0; done
ip addr add 10.0.0.254/24 dev br0
ip neigh add 10.0.0.1 lladdr 02:00:00:00:0a:01 dev br0

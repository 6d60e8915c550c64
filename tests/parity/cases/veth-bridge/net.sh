ip link add va address 02:00:00:00:0c:01 type veth peer name vb address 02:00:00:00:0c:02
ip link set va up
ip link set vb up
ip link add br0 type bridge mcast_snooping 0
ip link add br1 type bridge mcast_snooping 0
ip link set br0 up
ip link set br1 up
ip link set eth0 master br0
ip link set va master br0
ip link set vb master br1
ip link set eth1 master br1

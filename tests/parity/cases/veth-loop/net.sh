ip link add va address 02:00:00:00:0c:01 type veth peer name vb address 02:00:00:00:0c:02
ip link set va up
ip link set vb up
ip addr add 10.9.0.1/32 dev va
ip route add 10.9.0.2 dev va
ip neigh add 10.9.0.2 lladdr 02:00:00:00:0c:02 dev va

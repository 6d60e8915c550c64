ip link add va address 02:00:00:00:0c:01 type veth peer name vb address 02:00:00:00:0c:02
ip link set va up
ip link set vb up
ip link add link va name va.3 type vlan id 3
ip link add link vb name vb.3 type vlan id 3
ip link set va.3 up
ip link set vb.3 up
ip addr add 10.9.0.1/32 dev va.3
ip route add 10.9.0.2 dev va.3
ip neigh add 10.9.0.2 lladdr 02:00:00:00:0c:02 dev va.3

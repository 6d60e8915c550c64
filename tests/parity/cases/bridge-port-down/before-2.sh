ip link set eth1 down

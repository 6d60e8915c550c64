ip link set eth1 down; ip link set eth1 up

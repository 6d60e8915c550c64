ip link set eth1 down; ip link set eth1 address 02:00:00:00:00:99; ip link set eth1 up
ip neigh show | sort >"$OUT/neigh"
ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1

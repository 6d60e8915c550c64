ip link set eth1 down; ip link set eth1 up
ip neigh show | sort >"$OUT/neigh"

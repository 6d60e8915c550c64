ip neigh add 10.1.0.9 dev eth1 use nud none
ip neigh show | sort >"$OUT/neigh2"

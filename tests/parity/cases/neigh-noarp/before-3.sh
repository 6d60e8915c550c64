ip neigh show nud all dev eth1 | sort >"$OUT/neigh"

ip neigh show | sort >"$OUT/neigh1"

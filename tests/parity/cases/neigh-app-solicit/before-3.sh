ip neigh show | sort >"$OUT/neigh3"

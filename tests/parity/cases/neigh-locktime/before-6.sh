ip neigh show | sort >"$OUT/neigh6"

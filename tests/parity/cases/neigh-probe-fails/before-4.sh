ip neigh show | sort >"$OUT/neigh4"

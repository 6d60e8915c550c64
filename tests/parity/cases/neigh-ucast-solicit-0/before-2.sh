ip neigh show | sort >"$OUT/neigh2"

ip neigh show | sort >"$OUT/neigh5"

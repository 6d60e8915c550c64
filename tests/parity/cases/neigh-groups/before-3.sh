ip neigh show nud noarp | grep -v 224.0.0.22 | sort >"$OUT/neigh"

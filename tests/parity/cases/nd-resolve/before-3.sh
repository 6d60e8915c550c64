ip -6 neigh show | grep -v "^fe80::[ab] " | sort >"$OUT/neigh3"

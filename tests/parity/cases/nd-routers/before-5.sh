ip -6 neigh show | grep -v "^fe80::[ab] " | sort >"$OUT/neigh5"
ip -6 route show default >"$OUT/default"

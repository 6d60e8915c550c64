# ip monitor tells of what is added, changed and taken, in its order.
ip monitor neigh >"$OUT/all" &
until [ -s "$OUT/all" ]; do ip neigh replace 10.1.0.77 lladdr 02:00:00:00:09:77 dev eth1; ip neigh del 10.1.0.77 dev eth1; done
ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
ip neigh change 10.1.0.9 dev eth1 nud permanent
ip neigh del 10.1.0.9 dev eth1
ip neigh del 10.1.0.1 dev eth1
ip neigh flush dev eth0
until grep -q "Deleted 10.1.0.1 " "$OUT/all"; do ip neigh show >/dev/null; done
kill $!
grep -v 10.1.0.77 "$OUT/all" >"$OUT/heard"; rm "$OUT/all"

# Of more packets than unres_qlen allows the eldest go.
echo 2 >/proc/sys/net/ipv4/neigh/eth1/unres_qlen
cat /proc/sys/net/ipv4/neigh/eth1/unres_qlen* >"$OUT/qlen"

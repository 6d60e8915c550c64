ip link set eth1 up; ip route show >"$OUT/routes"

for p in eth0 eth1; do sysctl -qw net.ipv6.conf.$p.disable_ipv6=0; done
sleep 1
ip -6 -batch - <<E
addr add fd00::fe/64 dev eth0
addr add fd00:1::fe/64 dev eth1
neigh add fd00::1 lladdr 02:00:00:00:01:01 dev eth0
neigh add fe80::1 lladdr 02:00:00:00:01:01 dev eth0
neigh add fd00:1::1 lladdr 02:00:00:00:01:02 dev eth1
neigh add fe80::1 lladdr 02:00:00:00:01:02 dev eth1
E

ip -batch - <<E
addr add 10.0.0.254/24 dev eth0
neigh add 10.0.0.1 lladdr 02:00:00:00:01:01 dev eth0
addr add 10.1.0.254/24 dev eth1
neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
E
for d in eth0 eth1; do echo 0 >/proc/sys/net/ipv6/conf/$d/disable_ipv6; done
sleep 1
ip -6 addr add 2001:db8::254/64 dev eth0
ip -6 addr add 2001:db8:1::254/64 dev eth1

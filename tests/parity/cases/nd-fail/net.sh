echo 0 >/proc/sys/net/ipv6/auto_flowlabels
for d in eth0 eth1; do echo 0 >/proc/sys/net/ipv6/conf/$d/disable_ipv6; done
ip addr add 2001:db8::fe/64 dev eth0 nodad
ip addr add 2001:db8:1::fe/64 dev eth1 nodad
ip addr add fe80::a/64 dev eth0 nodad
ip addr add fe80::b/64 dev eth1 nodad
ip neigh add 2001:db8::1 lladdr 02:00:00:00:01:01 dev eth0
ip neigh add 2001:db8:1::1 lladdr 02:00:00:00:01:02 dev eth1
sleep 3

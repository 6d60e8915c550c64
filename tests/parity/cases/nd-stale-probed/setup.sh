# A stale neighbour is used, asked at its address after a while, and reachable with the answer.
echo 1 >/proc/sys/net/ipv6/neigh/eth1/delay_first_probe_time
ip neigh add 2001:db8:1::9 lladdr 02:00:00:00:01:02 dev eth1 nud stale

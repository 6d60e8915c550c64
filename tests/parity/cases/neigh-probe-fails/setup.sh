# A stale neighbour that does not answer is asked three times, used meanwhile, and fails.
echo 4000 >/proc/sys/net/ipv4/neigh/eth1/base_reachable_time_ms
echo 1 >/proc/sys/net/ipv4/neigh/eth1/delay_first_probe_time
ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale

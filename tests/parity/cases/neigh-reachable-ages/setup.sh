# Reachable becomes stale when nobody used it, and is asked for when somebody did.
echo 4000 >/proc/sys/net/ipv4/neigh/eth1/base_reachable_time_ms
echo 1 >/proc/sys/net/ipv4/neigh/eth1/delay_first_probe_time
ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud reachable
ip neigh add 10.1.0.8 lladdr 02:00:00:00:01:02 dev eth1 nud reachable

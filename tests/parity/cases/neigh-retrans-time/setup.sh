# retrans_time_ms is the time between questions.
echo 200 >/proc/sys/net/ipv4/neigh/eth1/retrans_time_ms

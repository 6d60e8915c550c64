# The stricter number of all and of the port counts.
echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter
echo 2 >/proc/sys/net/ipv4/conf/eth1/rp_filter

echo 4 >/proc/sys/net/ipv4/conf/eth1/medium_id

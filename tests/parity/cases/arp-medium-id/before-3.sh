echo -1 >/proc/sys/net/ipv4/conf/eth0/medium_id

echo 1 >/proc/sys/net/ipv4/conf/eth0/src_valid_mark

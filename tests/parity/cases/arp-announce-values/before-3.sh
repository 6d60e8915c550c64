echo 1 >/proc/sys/net/ipv4/conf/eth1/arp_announce

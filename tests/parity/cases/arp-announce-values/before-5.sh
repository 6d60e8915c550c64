echo 2 >/proc/sys/net/ipv4/conf/eth1/arp_announce

echo 2 >/proc/sys/net/ipv4/conf/eth0/arp_ignore

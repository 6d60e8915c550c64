# arp_filter answers only by the device that leads back to the asker.
echo 1 >/proc/sys/net/ipv4/conf/eth0/arp_filter
ip route add 10.9.0.0/24 dev eth1

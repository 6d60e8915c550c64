# arp_notify announces our addresses when the device comes up and when its address changes.
echo 1 >/proc/sys/net/ipv4/conf/eth1/arp_notify
ip addr add 10.1.0.253/24 dev eth1

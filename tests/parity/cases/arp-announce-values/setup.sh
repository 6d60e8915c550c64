# arp_announce 0 asks with the packet's source, 1 with one of the subnet, 2 with our best.
ip addr add 172.16.0.1/24 dev eth0

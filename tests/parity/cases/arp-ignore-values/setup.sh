# arp_ignore 0 to 8.
ip addr add 10.0.0.253/32 scope host dev eth0

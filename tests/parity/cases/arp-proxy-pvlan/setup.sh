# proxy_arp_pvlan answers for what is behind the same device.
echo 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay
echo 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp_pvlan

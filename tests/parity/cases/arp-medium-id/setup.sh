# Devices on one medium do not stand for one another.
echo 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay
echo 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp
echo 3 >/proc/sys/net/ipv4/conf/eth0/medium_id
echo 3 >/proc/sys/net/ipv4/conf/eth1/medium_id

# Who does not forward stands for nobody.
echo 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay
echo 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp
echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding
ip neigh add proxy 10.1.0.33 dev eth0

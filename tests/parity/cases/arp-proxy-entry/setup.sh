# A proxy entry answers for an address behind another device, not for one behind the same.
echo 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay
ip neigh add proxy 10.1.0.33 dev eth0
ip neigh add proxy 10.0.0.33 dev eth0
ip neigh add proxy 10.1.0.35 dev eth1

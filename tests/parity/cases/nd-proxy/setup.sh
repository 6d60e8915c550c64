# proxy_ndp answers for entries of the device, and as a router if the entry says so.
echo 1 >/proc/sys/net/ipv6/conf/eth0/proxy_ndp
echo 0 >/proc/sys/net/ipv6/neigh/eth0/proxy_delay
ip -6 neigh add proxy 2001:db8::33 dev eth0
ip -6 neigh add proxy 2001:db8::34 dev eth0 router
ip -6 neigh show proxy | sort >"$OUT/proxies"

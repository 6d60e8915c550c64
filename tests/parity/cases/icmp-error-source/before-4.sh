echo 1 >/proc/sys/net/ipv4/icmp_errors_use_inbound_ifaddr

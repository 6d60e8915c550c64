# drop_unicast_in_l2_multicast.
sysctl -qw net.ipv6.conf.eth0.drop_unicast_in_l2_multicast=1

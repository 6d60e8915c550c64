# Unless error_anycast_as_unicast.
sysctl -qw net.ipv6.icmp.error_anycast_as_unicast=1

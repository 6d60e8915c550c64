# echo_ignore_multicast.
sysctl -qw net.ipv6.icmp.echo_ignore_multicast=1

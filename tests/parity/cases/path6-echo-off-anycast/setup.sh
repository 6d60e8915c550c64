# echo_ignore_anycast.
sysctl -qw net.ipv6.icmp.echo_ignore_anycast=1

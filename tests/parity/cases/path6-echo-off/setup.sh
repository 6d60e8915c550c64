# echo_ignore_all.
sysctl -qw net.ipv6.icmp.echo_ignore_all=1

# A device without IPv6.
sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1

# After mtu_expires it is forgotten.
sysctl -qw net.ipv4.route.mtu_expires=10

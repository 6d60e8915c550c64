# The same again begins the time anew, when half of it has passed.
sysctl -qw net.ipv4.route.mtu_expires=10

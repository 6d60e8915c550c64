# min_pmtu may be less.
sysctl -qw net.ipv4.route.min_pmtu=200

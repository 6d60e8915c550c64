# ip_no_pmtu_disc 2.
sysctl -qw net.ipv4.ip_no_pmtu_disc=2

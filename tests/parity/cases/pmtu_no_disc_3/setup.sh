# ip_no_pmtu_disc 3.
sysctl -qw net.ipv4.ip_no_pmtu_disc=3

# ip_no_pmtu_disc 2, and no socket.
sysctl -qw net.ipv4.ip_no_pmtu_disc=2

# ip_no_pmtu_disc 3, and no socket.
sysctl -qw net.ipv4.ip_no_pmtu_disc=3

# max_hbh_length and a negative max_hbh_number.
sysctl -qw net.ipv6.max_hbh_length=8 net.ipv6.max_hbh_opts_number=-8

# max_dst_opts_length, more options than max_dst_opts_number.
sysctl -qw net.ipv6.max_dst_opts_length=8 net.ipv6.max_dst_opts_number=1

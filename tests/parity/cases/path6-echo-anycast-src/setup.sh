# The same, answered by that address.
sysctl -qw net.ipv6.anycast_src_echo_reply=1

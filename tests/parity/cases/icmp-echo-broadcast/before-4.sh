echo 0 >/proc/sys/net/ipv4/icmp_echo_ignore_broadcasts

echo 1 >/proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/conf/eth?/forwarding >>"$OUT/switches"

# icmp/ratelimit: six at once, then by time.
sysctl -qw net.ipv6.icmp.ratelimit=1000

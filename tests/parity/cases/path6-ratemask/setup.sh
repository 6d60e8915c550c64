# icmp/ratemask leaves time exceeded out.
sysctl -qw net.ipv6.icmp.ratelimit=1000 net.ipv6.icmp.ratemask=0-1

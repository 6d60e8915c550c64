# Unless ip_forward_use_pmtu says so.
sysctl -qw net.ipv4.ip_forward_use_pmtu=1

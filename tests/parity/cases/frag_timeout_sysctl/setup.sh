# ipfrag_time shortens the wait.
sysctl -qw net.ipv4.ipfrag_time=2

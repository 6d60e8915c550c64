# Too many other fragments in between: the datagram begins anew.
sysctl -qw net.ipv4.ipfrag_max_dist=2

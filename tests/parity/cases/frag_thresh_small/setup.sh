# Above high_thresh fragments are dropped, also of datagrams that are there.
sysctl -qw net.ipv4.ipfrag_low_thresh=0 net.ipv4.ipfrag_high_thresh=1500

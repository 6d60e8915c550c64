# The two thresholds hold each other.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try sysctl -w net.ipv4.ipfrag_high_thresh=1000
try sysctl -w net.ipv4.ipfrag_low_thresh=5000000
try sysctl -w net.ipv4.ipfrag_low_thresh=-1
try sysctl -w net.ipv4.ipfrag_high_thresh=5000000000
try sysctl -w net.ipv4.ipfrag_max_dist=-1
try sysctl -w net.ipv4.ipfrag_time=-3
try sysctl -w net.ipv4.ipfrag_time=x
try sysctl net.ipv4.ipfrag_high_thresh net.ipv4.ipfrag_low_thresh net.ipv4.ipfrag_time net.ipv4.ipfrag_max_dist

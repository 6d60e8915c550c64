# Nobody may be asked: it fails at once, and nobody is told.
echo 0 >/proc/sys/net/ipv4/neigh/eth1/mcast_solicit

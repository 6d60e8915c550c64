# mcast_solicit says how often is asked before it fails.
echo 1 >/proc/sys/net/ipv4/neigh/eth1/mcast_solicit

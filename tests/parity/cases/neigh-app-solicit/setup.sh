# app_solicit asks programs: no frame goes out; nobody answers, and the sender is told.
echo 2 >/proc/sys/net/ipv4/neigh/eth1/app_solicit
echo 0 >/proc/sys/net/ipv4/neigh/eth1/mcast_solicit

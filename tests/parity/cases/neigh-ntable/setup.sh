# ip ntable shows the settings and sets them.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try ip ntable change name arp_cache dev eth1 ucast_probes 2 mcast_probes 1 retrans 500 queue 5
try ip ntable change name arp_cache dev nodev queue 5
try ip ntable change name no_cache dev eth1 queue 5
try ip ntable change name arp_cache thresh1 5
ip ntable show dev eth1 name arp_cache | sed 's/ reachable [0-9]*//; s/refcnt [0-9]*//' >"$OUT/ntable"
for f in ucast_solicit mcast_solicit retrans_time_ms unres_qlen; do cat /proc/sys/net/ipv4/neigh/eth1/$f; done >"$OUT/values"

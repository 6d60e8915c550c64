# A device's settings, in their several units.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
cd /proc/sys/net/ipv4/neigh
echo 5 >eth0/mcast_solicit
cat eth0/mcast_solicit eth1/mcast_solicit >"$OUT/values"
for f in eth1/*; do echo "$f $(cat $f)"; done >>"$OUT/values"
try sh -c 'echo -1 >eth0/ucast_solicit'
try sh -c 'echo 250 >eth0/retrans_time_ms'
cat eth0/retrans_time eth0/retrans_time_ms >>"$OUT/values"

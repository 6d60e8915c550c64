ip route get 172.16.5.5 >"$OUT/get5" 2>&1 || :
grep ^Icmp: /proc/net/snmp >"$OUT/icmp5"

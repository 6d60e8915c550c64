grep ^Icmp: /proc/net/snmp >"$OUT/icmp8"

grep ^Ip: /proc/net/snmp >"$OUT/snmp-ip"

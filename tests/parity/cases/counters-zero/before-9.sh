iptables-legacy -Z; iptables-legacy -L -nvx >>"$OUT/list"

iptables-legacy -L FORWARD -nvx -Z >"$OUT/list"

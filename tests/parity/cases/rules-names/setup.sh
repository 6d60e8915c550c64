# Chain names and comments with odd letters come back as they went in.
try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }
try iptables-legacy -N "a-chain_with.odd:letters@1"
try iptables-legacy -A FORWARD -j "a-chain_with.odd:letters@1"
try iptables-legacy -N abcdefghijklmnopqrstuvwxyz12
try iptables-legacy -S

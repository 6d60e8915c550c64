# Answers have no mark unless fwmark_reflect.
ip6tables-legacy -t mangle -A PREROUTING -j MARK --set-mark 5
ip6tables-legacy -t mangle -A POSTROUTING -m mark --mark 5
sysctl -qw net.ipv6.fwmark_reflect=1

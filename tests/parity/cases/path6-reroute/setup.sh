# A mark in OUTPUT leads elsewhere.
ip6tables-legacy -t mangle -A OUTPUT -j MARK --set-mark 9

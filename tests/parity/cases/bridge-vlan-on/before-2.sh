count() { for d; do echo "$d"; ip -s link show dev "$d" | sed -n "/RX:/,\$p"; done >>"$OUT/counters"; }
count br0 br0.5 eth0

# The device below goes down and up, and the vlan device with it.
ip link set eth0 down
ip -o link show eth0.5 | sed -e 's/^[0-9]*: //' -e s/MULTICAST,// >>$OUT/links
ip link set eth0 up
ip -o link show eth0.5 | sed -e 's/^[0-9]*: //' -e s/MULTICAST,// >>$OUT/links

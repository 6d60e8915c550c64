# The bridge's address is the lowest of its ports', unless it was given one.
ip link add br0 type bridge mcast_snooping 0
look() { ip -o link show br0 | sed -e 's/^[0-9]*: //' >>$OUT/links; }
ip link set eth1 master br0; look
ip link set eth0 master br0; look
ip link set br0 up; look
ip link set eth0 nomaster; look
ip link set br0 address 02:00:00:00:00:99; look
ip link set eth0 master br0; look
ip link set eth0 down; ip link set eth1 down; look

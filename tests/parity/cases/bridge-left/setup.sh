# A device that was a port is one of its own again.
ip link set eth0 nomaster
ip addr add 10.3.0.254/24 dev eth0

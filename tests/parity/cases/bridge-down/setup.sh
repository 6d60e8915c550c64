# A bridge that is down takes everything and gives nothing.
ip link set br0 down

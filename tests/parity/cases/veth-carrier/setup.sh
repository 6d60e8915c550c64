# An end has carrier while both are up.
ip link add va type veth peer name vb
look() { ip -o link show "$1" | sed -e 's/^[0-9]*: //' -e 's/link.ether.*//' >>$OUT/links; }
look va; look vb
ip link set va up; look va; look vb
ip link set vb up; look va; look vb
ip link set va down; look va; look vb
ip link del vb
ip -o link show va >>$OUT/links 2>&1 || true

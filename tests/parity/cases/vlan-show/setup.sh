# ip -d link of vlan devices.
ip link add link eth0 name v5 type vlan id 5
ip link add link eth0 name v6 type vlan proto 802.1ad id 6 loose_binding on ingress-qos-map 1:2 3:4 egress-qos-map 2:3
ip link set v5 up
for d in v5 v6; do
ip -d link show $d | grep -E "vlan protocol|qos" | sed -e 's/ addrgenmode.*//' -e 's/ numtxqueues.*//' >>$OUT/links
done

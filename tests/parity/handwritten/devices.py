# SPDX-License-Identifier: GPL-2.0-or-later
"""Devices that stand on others: vlan, veth, bridges."""
import struct

from pkt import BROADCAST, MAC, PEER, arp_request, eth, ip, ping, tcp, to, udp

from .table import A, B, US0, case, local

PORTS3 = ("eth0", "eth1", "eth2")
# Each device's counters as `ip -s link` shows them.
COUNT = 'count() { for d; do echo "$d"; ip -s link show dev "$d" | sed -n "/RX:/,\\$p"; done >>"$OUT/counters"; }\n'


def tagged(port, vid, payload, prio=0, tpid=0x8100, proto=0x0800, dst=None, src=None):
    return (f"eth{port - 1}",
            eth(dst or MAC % port, src or PEER % port, struct.pack("!HH", prio << 13 | vid, proto) + payload, tpid), None)


def frame(port, dst, src, payload=None, proto=0x0800):
    return f"eth{port - 1}", eth(dst, src, udp(A, B, 1, 2, b"x") if payload is None else payload, proto), None


def plain(port, payload):
    return f"eth{port - 1}", to(port, payload), None


def host(n):
    return "02:00:00:00:0a:%02x" % n


# ---- vlan ----

VLAN = """
ip link add link eth0 name eth0.5 type vlan id 5
ip link set eth0.5 up
ip addr add 10.5.0.254/24 dev eth0.5
ip neigh add 10.5.0.1 lladdr 02:00:00:00:05:01 dev eth0.5
ip addr add 10.1.0.254/24 dev eth1
ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
"""
V = "10.5.0.1"


def vlan_case(name, shows, packets, more="", setup="", last=None, **kw):
    before = {len(packets): COUNT + "count " + last} if last else None
    if last:
        packets = packets + [plain(2, udp("10.1.0.1", "10.1.0.254", 9, 9))]
        before = {len(packets): COUNT + "count " + last}
    case("vlan-" + name, shows, setup, packets, net=VLAN + more, before=before, **kw)


vlan_case("in", "A tag's frame comes in by the vlan device and leaves untagged by another.",
          [tagged(1, 5, udp(V, "10.1.0.1", 1, 2, b"hello"))], last="eth0 eth0.5 eth1",
          setup="iptables -A FORWARD -i eth0.5 -o eth1\niptables -A FORWARD -i eth0")
vlan_case("out", "What leaves by a vlan device gets its tag.",
          [plain(2, udp("10.1.0.1", V, 1, 2, b"hello")), plain(2, tcp("10.1.0.1", V, 1, 2))], last="eth0 eth0.5 eth1")
vlan_case("unknown", "A tag without a device is for nobody, though the address is ours.",
          [tagged(1, 6, udp(V, "10.1.0.1", 1, 2)), tagged(1, 5, udp(V, "10.1.0.1", 1, 2), tpid=0x88a8)], last="eth0 eth0.5")
vlan_case("priority-tag", "Tag 0 says a priority only: the frame is the lower device's.",
          [tagged(1, 0, udp("10.0.0.1", "10.1.0.1", 1, 2), prio=3), tagged(1, 0, udp("10.0.0.1", "10.1.0.1", 1, 2), tpid=0x88a8)],
          more="ip addr add 10.0.0.254/24 dev eth0", last="eth0 eth0.5")
vlan_case("priority-then-tag", "A priority tag before a tag that has a device.",
          [tagged(1, 0, struct.pack("!HH", 5, 0x800) + udp(V, "10.1.0.1", 1, 2), proto=0x8100)], last="eth0 eth0.5")
vlan_case("untagged", "Without a tag nothing comes in by the vlan device.", [plain(1, udp(V, "10.1.0.1", 1, 2))],
          more="ip addr add 10.0.0.254/24 dev eth0", setup="iptables -A FORWARD -i eth0.5\niptables -A FORWARD -i eth0", last="eth0 eth0.5")
vlan_case("ad", "802.1ad has numbers of its own.",
          [tagged(1, 5, udp("10.6.0.1", "10.1.0.1", 1, 2), tpid=0x88a8), plain(2, udp("10.1.0.1", "10.6.0.1", 1, 2))],
          more="ip link add link eth0 name s5 type vlan proto 802.1ad id 5\nip link set s5 up\nip addr add 10.6.0.254/24 dev s5\n"
               "ip neigh add 10.6.0.1 lladdr 02:00:00:00:06:01 dev s5", last="eth0 eth0.5 s5")
vlan_case("stacked", "A vlan device on a vlan device: two tags.",
          [tagged(1, 5, struct.pack("!HH", 7, 0x800) + udp("10.7.0.1", "10.1.0.1", 1, 2), proto=0x8100),
           plain(2, udp("10.1.0.1", "10.7.0.1", 1, 2))],
          more="ip link add link eth0.5 name q7 type vlan id 7\nip link set q7 up\nip addr add 10.7.0.254/24 dev q7\n"
               "ip neigh add 10.7.0.1 lladdr 02:00:00:00:07:01 dev q7", last="eth0 eth0.5 q7")
vlan_case("egress-map", "The egress map makes the tag's priority from the packet's.",
          [plain(2, udp("10.1.0.1", V, 1, 2, tos=0x10)), plain(2, udp("10.1.0.1", V, 1, 2, tos=0x08)), plain(2, udp("10.1.0.1", V, 1, 2))],
          more="ip link set eth0.5 type vlan egress-qos-map 6:5 2:3")
vlan_case("down", "A vlan device that is down takes its frames and drops them.",
          [tagged(1, 5, udp(V, "10.1.0.1", 1, 2))], more="ip link set eth0.5 down", last="eth0 eth0.5")
vlan_case("other-mac", "A frame for another station's address in the tag.",
          [tagged(1, 5, udp(V, "10.1.0.1", 1, 2), dst="02:00:00:00:00:77"), tagged(1, 5, udp(V, "10.5.0.255", 1, 2), dst=BROADCAST)],
          last="eth0 eth0.5")
vlan_case("own-mac", "A vlan device with an address of its own hears it below the other.",
          [tagged(1, 5, udp(V, "10.1.0.1", 1, 2), dst="02:00:00:00:55:55"), tagged(1, 5, udp(V, "10.1.0.1", 1, 2))],
          more="ip link set eth0.5 address 02:00:00:00:55:55", last="eth0 eth0.5")
vlan_case("arp", "Who asks in a tag is answered in the tag.",
          [("eth0", (lambda f: f[:12] + b"\x81\0\0\x05" + f[12:])(arp_request(1, V, "10.5.0.254")), None)])
vlan_case("short", "Frames that end inside or right behind the tag.",
          [("eth0", eth(MAC % 1, PEER % 1, b"\0\5", 0x8100), None), ("eth0", eth(MAC % 1, PEER % 1, b"\0\5\x08\0", 0x8100), None),
           ("eth0", eth(MAC % 1, PEER % 1, b"\0\5\x08\0\x45", 0x8100), None), ("eth0", eth(MAC % 1, PEER % 1, b"\0\5\x08\0\x45\0", 0x8100), None)])
vlan_case("lower-down", "The device below goes down and up, and the vlan device with it.", [tagged(1, 5, udp(V, "10.1.0.1", 1, 2))],
          setup="ip link set eth0 down\nip -o link show eth0.5 | sed -e 's/^[0-9]*: //' -e s/MULTICAST,// >>$OUT/links\nip link set eth0 up\n"
                       "ip -o link show eth0.5 | sed -e 's/^[0-9]*: //' -e s/MULTICAST,// >>$OUT/links")
vlan_case("mtu", "A vlan device's MTU goes down with that below, and not above it.", [plain(2, udp("10.1.0.1", V, 1, 2))],
          setup="try ip link set eth0.5 mtu 1501\ntry ip link set eth0 mtu 1000\ntry ip -o link show eth0.5\n"
                "try ip link set eth0 mtu 1500\nsed -i -e 's/^[0-9]*: eth/eth/' -e s/MULTICAST,// $OUT/rc")
case("vlan-refused", "What cannot be made, and why.", """
try ip link add link eth0 name v type vlan id 4095
try ip link add link eth0 name v type vlan id 4096
try ip link add name v type vlan id 5
try ip link add link lo name v type vlan id 5
try ip link add link eth0 name v type vlan id 5
try ip link add link eth0 name w type vlan id 5
try ip link add link eth0 name v type vlan id 6
try ip link add link eth0 name w mtu 1501 type vlan id 7
try ip link set v master eth0
try ip link del v
try ip link del v
""", [plain(1, udp(A, US0, 1, 2))])
case("vlan-show", "ip -d link of vlan devices.", """
ip link add link eth0 name v5 type vlan id 5
ip link add link eth0 name v6 type vlan proto 802.1ad id 6 loose_binding on ingress-qos-map 1:2 3:4 egress-qos-map 2:3
ip link set v5 up
for d in v5 v6; do
ip -d link show $d | grep -E "vlan protocol|qos" | sed -e 's/ addrgenmode.*//' -e 's/ numtxqueues.*//' >>$OUT/links
done
""", [plain(1, udp(A, US0, 1, 2))])

# ---- veth ----

VETH = """
ip link add va address 02:00:00:00:0c:01 type veth peer name vb address 02:00:00:00:0c:02
ip link set va up
ip link set vb up
"""
case("veth-carrier", "An end has carrier while both are up.", """
ip link add va type veth peer name vb
look() { ip -o link show "$1" | sed -e 's/^[0-9]*: //' -e 's/link.ether.*//' >>$OUT/links; }
look va; look vb
ip link set va up; look va; look vb
ip link set vb up; look va; look vb
ip link set va down; look va; look vb
ip link del vb
ip -o link show va >>$OUT/links 2>&1 || true
""", [plain(1, udp(A, US0, 1, 2))])
case("veth-loop", "Through a pair whose ends are both here: what is sent into one comes in at the other.", "iptables -A INPUT -i vb\n",
     [local(udp("10.9.0.1", "10.9.0.2", 1, 2, b"x"))],
     net=VETH + "ip addr add 10.9.0.1/32 dev va\nip route add 10.9.0.2 dev va\nip neigh add 10.9.0.2 lladdr 02:00:00:00:0c:02 dev va\n")
case("veth-bridge", "eth0 joined with a bridge through a pair.", "",
     [frame(1, host(9), host(1)), frame(2, host(1), host(9))],
     net=VETH + "ip link add br0 type bridge mcast_snooping 0\nip link add br1 type bridge mcast_snooping 0\nip link set br0 up\nip link set br1 up\n"
                "ip link set eth0 master br0\nip link set va master br0\nip link set vb master br1\nip link set eth1 master br1\n",
     before={2: COUNT + "count va vb"})
case("veth-refused", "What cannot be made.", """
try ip link add va type veth peer name eth0
try ip link add eth0 type veth peer name vx
try ip link add va type veth peer name va
try ip link add va type veth
try ip link del va
""", [plain(1, udp(A, US0, 1, 2))])
case("veth-vlan", "A tag over a pair.", "iptables -A INPUT -i vb.3",
     [local(udp("10.9.0.1", "10.9.0.2", 1, 2, b"x"))],
     net=VETH + "ip link add link va name va.3 type vlan id 3\nip link add link vb name vb.3 type vlan id 3\nip link set va.3 up\nip link set vb.3 up\n"
                "ip addr add 10.9.0.1/32 dev va.3\nip route add 10.9.0.2 dev va.3\nip neigh add 10.9.0.2 lladdr 02:00:00:00:0c:02 dev va.3\n")

# ---- bridge ----

BRIDGE = """
ip link add br0 type bridge mcast_snooping 0
ip link set br0 up
for p in eth0 eth1 eth2; do ip link set $p master br0; done
ip addr add 10.0.0.254/24 dev br0
ip neigh add 10.0.0.1 lladdr 02:00:00:00:0a:01 dev br0
"""
DATA = udp(A, B, 1, 2, b"x")


def bridge_case(name, shows, packets, more="", setup="", count=None, ports=PORTS3, **kw):
    before = kw.pop("before", {})
    if count:
        packets = packets + [frame(1, host(99), host(1))]
        before[len(packets)] = before.get(len(packets), "") + COUNT + "count " + count
    case("bridge-" + name, shows, setup, packets, ports=ports, net=BRIDGE + more, before=before, **kw)


bridge_case("flood", "A station that nobody knows is looked for behind every other port.", [frame(1, host(9), host(1))], count="br0 eth0 eth1 eth2")
bridge_case("learn", "Who has sent is known: the answer goes to one port only.",
            [frame(1, host(9), host(1)), frame(2, host(1), host(9)), frame(1, host(9), host(1)), frame(3, host(9), host(3))], count="br0 eth0 eth1 eth2")
bridge_case("same-port", "Stations behind one port need no bridge.", [frame(1, host(9), host(1)), frame(1, host(1), host(2))], count="eth0 eth1")
bridge_case("moves", "A station that moves is followed.",
            [frame(1, host(9), host(1)), frame(2, host(9), host(1)), frame(3, host(1), host(3))])
bridge_case("broadcast", "A broadcast goes to all and to us.", [frame(1, BROADCAST, host(1)), frame(1, BROADCAST, host(1), b"\0" * 50, 0x9999)], count="br0 eth1")
bridge_case("multicast", "A group nobody asked for goes to all and to us.",
            [frame(1, "01:00:5e:01:02:03", host(1), udp(A, "224.1.2.3", 1, 2)), frame(1, "33:33:00:00:00:05", host(1), b"\x60" + b"\0" * 60, 0x86dd)],
            count="br0 eth1")
bridge_case("source", "A source address that is no station's.", [frame(1, host(9), "01:00:00:00:00:01"), frame(1, host(9), "00:00:00:00:00:00"),
                                                                 frame(1, host(9), BROADCAST)], count="eth0 eth1")
for n in (0, 1, 2, 3, 14, 15):
    bridge_case("reserved-%x" % n, "01:80:c2:00:00:%02x, with STP off." % n, [frame(1, "01:80:c2:00:00:%02x" % n, host(1))], count="br0 eth0 eth1")
bridge_case("group-fwd", "group_fwd_mask lets LLDP pass.", [frame(1, "01:80:c2:00:00:0e", host(1)), frame(1, "01:80:c2:00:00:03", host(1))],
            more="ip link set br0 type bridge group_fwd_mask 0x4000")
bridge_case("to-us", "A packet for the bridge's own address is ours.", [frame(1, MAC % 1, host(1), ping(A, "10.0.0.254")), frame(2, MAC % 1, host(2), ping("10.0.0.2", "10.0.0.254"))],
            count="br0 eth0", keep_local=True, ports=("eth0", "eth1", "eth2", "local"), setup="iptables -A INPUT -i br0\niptables -A INPUT -i eth0")
bridge_case("port-mac", "The address of any port is ours, too.", [frame(1, MAC % 2, host(1), ping(A, "10.0.0.254"))], count="br0 eth0 eth1", keep_local=True)
bridge_case("from-us", "What we send goes where the station is, or everywhere.",
            [("local", udp("10.0.0.254", A, 1, 2, b"x"), None), frame(3, host(9), host(1)), ("local", udp("10.0.0.254", A, 1, 2, b"x"), None)],
            ports=("eth0", "eth1", "eth2", "local"), count="br0 eth0 eth1 eth2")
bridge_case("routed", "In by a bridge, out by a device that is no port of it.", [frame(1, MAC % 1, host(1), udp(A, B, 1, 2, b"x"))],
            more="ip link set eth2 nomaster\nip addr add 10.1.0.254/24 dev eth2\nip neigh add 10.1.0.1 lladdr 02:00:00:00:0b:01 dev eth2",
            setup="iptables -A FORWARD -i br0 -o eth2", count="br0 eth0 eth2")
bridge_case("arp", "ARP for our address on the bridge, heard by a port.",
            [("eth1", arp_request(2, "10.0.0.7", "10.0.0.254"), None)], count="br0 eth0 eth1")
bridge_case("ageing", "A station that is silent for ageing_time is forgotten.",
            [frame(1, host(9), host(1)), frame(2, host(1), host(2))[:2] + (4.0,), frame(2, host(1), host(2))[:2] + (6.1,)],
            more="ip link set br0 type bridge ageing_time 500")
bridge_case("vlan-through", "Tags pass a bridge that does not look at them.",
            [tagged(1, 5, DATA, dst=host(9), src=host(1)), tagged(2, 5, DATA, dst=host(1), src=host(9))], count="eth0 eth1")
bridge_case("vlan-on", "A vlan device on the bridge has the bridge's frames with its tag.",
            [tagged(1, 5, udp("10.5.0.1", "10.5.0.254", 1, 2), dst=MAC % 1, src=host(1))], ports=("eth0", "eth1", "eth2", "local"), setup="iptables -A INPUT -i br0.5",
            more="ip link add link br0 name br0.5 type vlan id 5\nip link set br0.5 up\nip addr add 10.5.0.254/24 dev br0.5\n"
                 "ip neigh add 10.5.0.1 lladdr 02:00:00:00:0a:01 dev br0.5", count="br0 br0.5 eth0")
bridge_case("vlan-below", "A vlan device as a port: untagged on one side, tagged on the other.",
            [frame(2, host(9), host(1)), tagged(1, 5, DATA, dst=host(1), src=host(9))],
            more="ip link set eth0 nomaster\nip link add link eth0 name e5 type vlan id 5\nip link set e5 up\nip link set e5 master br0", count="br0 e5 eth0 eth1")
bridge_case("port-down", "A port that is down takes and gives nothing, and what was behind it is forgotten.",
            [frame(2, host(9), host(1)), frame(1, host(1), host(3)), frame(1, host(1), host(3))],
            before={2: "ip link set eth1 down", 3: "ip link set eth1 up"}, count="eth0 eth1 eth2")
bridge_case("down", "A bridge that is down takes everything and gives nothing.", [frame(1, host(9), host(1)), frame(1, MAC % 1, host(1), ping(A, "10.0.0.254"))],
            setup="ip link set br0 down", count="br0 eth0 eth1")
bridge_case("left", "A device that was a port is one of its own again.", [frame(1, MAC % 1, PEER % 1, ping(A, "10.3.0.254")), frame(2, host(9), host(2))],
            setup="ip link set eth0 nomaster\nip addr add 10.3.0.254/24 dev eth0\n", count="eth0 eth1 eth2")
bridge_case("mtu", "What does not fit the port is dropped there.",
            [frame(1, host(9), host(1), udp(A, B, 1, 2, b"x" * 577)), frame(1, host(9), host(1), udp(A, B, 1, 2, b"x" * 572)),
             frame(1, host(9), host(1), udp(A, B, 1, 2, b"x" * 576))],
            more="ip link set eth1 mtu 600", setup="ip -o link show br0 | sed 's/^[0-9]*: //' >$OUT/links", count="eth1 eth2")
case("bridge-address", "The bridge's address is the lowest of its ports', unless it was given one.", """
ip link add br0 type bridge mcast_snooping 0
look() { ip -o link show br0 | sed -e 's/^[0-9]*: //' >>$OUT/links; }
ip link set eth1 master br0; look
ip link set eth0 master br0; look
ip link set br0 up; look
ip link set eth0 nomaster; look
ip link set br0 address 02:00:00:00:00:99; look
ip link set eth0 master br0; look
ip link set eth0 down; ip link set eth1 down; look
""", [frame(1, host(9), host(1))], ports=PORTS3)
case("bridge-refused", "What cannot be a port.", """
ip link add br0 type bridge
ip link add br1 type bridge
try ip link set lo master br0
try ip link set br1 master br0
try ip link set eth0 master br0
try ip link set eth0 master br1
try ip link set eth0 master lo
try ip link set eth0 nomaster
try ip link set eth0 nomaster
""", [frame(1, host(9), host(1))], ports=PORTS3)

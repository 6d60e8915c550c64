# SPDX-License-Identifier: GPL-2.0-or-later
"""The IPv6 packet's way: header checks, extension headers, forwarding, errors and their silence,
echo, local output, groups, scopes, rules.

The usual namespace in IPv6: eth0 is fd00::fe/64 with the neighbour fd00::1, eth1 is fd00:1::fe/64
with fd00:1::1; fe80::1 is a neighbour on both.
"""
from pkt import eth
from pkt6 import (DEST, HOP, NONE, UDP, fragment, icmp6, ip6, options, ping6, routing, tcp6, tlv, to6,
                  udp6)

from .table import case

A, B, US, US1 = "fd00::1", "fd00:1::1", "fd00::fe", "fd00:1::fe"
DATA = b"12345678" * 2

NET = """
for p in eth0 eth1; do sysctl -qw net.ipv6.conf.$p.disable_ipv6=0; done
sleep 1
ip -6 -batch - <<E
addr add fd00::fe/64 dev eth0
addr add fd00:1::fe/64 dev eth1
neigh add fd00::1 lladdr 02:00:00:00:01:01 dev eth0
neigh add fe80::1 lladdr 02:00:00:00:01:01 dev eth0
neigh add fd00:1::1 lladdr 02:00:00:00:01:02 dev eth1
neigh add fe80::1 lladdr 02:00:00:00:01:02 dev eth1
E
"""


def way(name, shows, *packets, setup="", keep=True, more="", gap=1.1):
    """Packets come by eth0, `gap` seconds apart so that no rate limit joins in."""
    sent = []
    for n, p in enumerate(packets):
        port, frame = p if isinstance(p, tuple) else ("eth0", to6(1, p))
        sent.append((port, frame, n * gap))
    case("path6-" + name, shows, setup, sent, net=NET, more_net=more, keep_local=keep)


def group(packet, mac="33:33:00:00:00:01"):
    return "eth0", eth(mac, "02:00:00:00:01:01", packet, 0x86dd)


def local(packet):
    return "local", packet


def hop(*tlvs, dst=B, **kw):
    return ip6(A, dst, UDP, DATA, ext=[options(HOP, *tlvs, **kw)])


def dest(*tlvs, dst=US, **kw):
    return ip6(A, dst, UDP, DATA, ext=[options(DEST, *tlvs, **kw)])


UNKNOWN = [0x1e, 0x5e, 0x9e, 0xde]     # pass over, drop, say so, say so unless to a group

way("forward", "UDP, TCP, ICMPv6 and an unknown protocol are passed on with one hop less.", udp6(A, B, 1, 2, b"data"), tcp6(A, B, 1, 2), ping6(A, B), ip6(A, B, 99, DATA))
way("forward-class", "Traffic class and flow label pass as they are.", udp6(A, B, 1, 2, tclass=0xb9, label=0x12345))
way("hop-limit", "2 passes, 1 and 0 are answered.", udp6(A, B, 1, 2, hlim=2), udp6(A, B, 1, 2, hlim=1), udp6(A, B, 1, 2, hlim=0))
way("too-big", "What exceeds the way's MTU is answered with it; an error quotes 1280 bytes at the most.", udp6(A, B, 1, 2, bytes(1252)), udp6(A, B, 1, 2, bytes(1253)), more="ip link set eth1 mtu 1300")
way("no-route", "No route: answered.", udp6(A, "fd00:9::1", 1, 2))
way("error-routes", "unreachable, prohibit and blackhole routes.", udp6(A, "fd00:5::1", 1, 2), udp6(A, "fd00:6::1", 1, 2), udp6(A, "fd00:7::1", 1, 2), more="ip -6 route add unreachable fd00:5::/48\nip -6 route add prohibit fd00:6::/48\nip -6 route add blackhole fd00:7::/48")
way("gateway", "By a gateway, and by a link-local one.", udp6(A, "fd00:5::1", 1, 2), udp6(A, "fd00:6::1", 1, 2), more="ip -6 route add fd00:5::/48 via fd00:1::1\nip -6 route add fd00:6::/48 via fe80::1 dev eth1")
way("forwarding-off", "With forwarding off nothing passes.", udp6(A, B, 1, 2), udp6(A, US, 1, 2), more="sysctl -qw net.ipv6.conf.all.forwarding=0\nsleep 1")
way("source-scope", "A link-local source does not leave its link; unspecified, group and loopback sources leave nothing.", udp6("fe80::1", B, 1, 2), udp6("::", B, 1, 2), udp6("ff02::1", B, 1, 2), udp6("::1", B, 1, 2), udp6("::ffff:10.0.0.1", B, 1, 2))
way("dest-scope", "Loopback, v4-mapped, unspecified and link-local destinations.", udp6(A, "::1", 1, 2), udp6(A, "::ffff:10.0.0.1", 1, 2), udp6(A, "::", 1, 2), udp6(A, "fe80::77", 1, 2))
way("other-mac", "To another's link-layer address, and in a broadcast.", ("eth0", eth("02:00:00:00:09:09", "02:00:00:00:01:01", udp6(A, B, 1, 2), 0x86dd)), ("eth0", eth("ff:ff:ff:ff:ff:ff", "02:00:00:00:01:01", udp6(A, B, 1, 2), 0x86dd)))
way("version", "A version other than 6, and a header that is cut.", ip6(A, B, UDP, DATA, version=5), ip6(A, B, UDP, DATA, version=4), ip6(A, B, UDP, DATA)[:39], ip6(A, B, UDP, DATA)[:40])
way("length", "A payload length that is too long, too short (what follows is cut off), and zero.", ip6(A, B, UDP, DATA, length=17), ip6(A, B, UDP, DATA, length=8), ip6(A, B, UDP, DATA, length=0))
way("mc-scope", "Groups of scope 0 and 1 from the wire.", group(ping6(A, "ff00::1")), group(ping6(A, "ff01::1")))
way("closed-udp", "A closed port, with a bad and an absent checksum.", udp6(A, US, 1, 2, b"x"), udp6(A, US, 1, 2, b"x", ucheck=1), udp6(A, US, 1, 2, b"x", ucheck=0))
way("udp-length", "A UDP length beyond the packet, below its header, zero, and shorter than the packet.", udp6(A, US, 1, 2, b"abcd", ulen=13), udp6(A, US, 1, 2, b"abcd", ulen=7), udp6(A, US, 1, 2, b"abcd", ulen=0))
way("closed-tcp", "A closed port resets SYN, ACK and FIN; a reset is not answered, nor a bad checksum.", tcp6(A, US, 1, 2), tcp6(A, US, 1, 2, "A", ack=77), tcp6(A, US, 1, 2, "F", seq=5), tcp6(A, US, 1, 2, "R"), tcp6(A, US, 1, 2, tcheck=1), tcp6(A, US, 1, 2, data=b"hello", seq=9, tclass=0x2f))
way("tcp-short", "TCP headers that are cut or lie.", ip6(A, US, 6, bytes(19)), tcp6(A, US, 1, 2, doff=4), tcp6(A, US, 1, 2, doff=9))
way("unknown-next", "A next header that nobody has; none; and SCTP.", ip6(A, US, 99, DATA), ip6(A, US, NONE), ip6(A, US, 132, bytes(16)))
way("tunnels", "IPv4 and IPv6 in IPv6 without a tunnel.", ip6(A, US, 4, bytes(20)), ip6(A, US, 41, bytes(40)), ip6(A, US, 41, bytes(39)))
way("echo", "Echo is answered, with the traffic class of the request.", ping6(A, US), ping6(A, US, data=bytes(1000)), ping6(A, US, tclass=0x2e), ping6(A, US1))
way("echo-bad", "A bad checksum, and a message that is cut.", icmp6(A, US, 128, icheck=1), ip6(A, US, 58, b"\x80\0"))
way("echo-group", "Echo to all nodes and all routers.", group(ping6(A, "ff02::1")), group(ping6(A, "ff02::2")), group(ping6(A, "ff02::99")))
way("echo-anycast", "Echo to the subnet routers' anycast address.", ping6(A, "fd00::"))
way("echo-anycast-src", "The same, answered by that address.", ping6(A, "fd00::"), setup="sysctl -qw net.ipv6.anycast_src_echo_reply=1")
way("echo-off", "echo_ignore_all.", ping6(A, US), setup="sysctl -qw net.ipv6.icmp.echo_ignore_all=1")
way("echo-off-group", "echo_ignore_multicast.", ping6(A, US), group(ping6(A, "ff02::1")), setup="sysctl -qw net.ipv6.icmp.echo_ignore_multicast=1")
way("echo-off-anycast", "echo_ignore_anycast.", ping6(A, US), ping6(A, "fd00::"), setup="sysctl -qw net.ipv6.icmp.echo_ignore_anycast=1")
way("echo-linklocal", "From a link-local source.", ping6("fe80::1", US))
way("icmp-types", "Messages that ask for nothing.", icmp6(A, US, 129), icmp6(A, US, 1), icmp6(A, US, 100), icmp6(A, US, 200))
way("error-about-error", "No error about an error or an unknown error type; one about information.", icmp6(A, B, 1, hlim=1), icmp6(A, B, 100, hlim=1), icmp6(A, B, 129, hlim=1), ip6(A, B, 58, b"", hlim=1))
way("error-group", "No error to a group's packet, but for options.", group(udp6(A, "ff02::1", 1, 2)), group(hop(tlv(0x9e), dst="ff02::1")), group(hop(tlv(0xde), dst="ff02::1")))
way("error-anycast-source", "No error to a source that is an anycast address.", udp6("fd00::", B, 1, 2, hlim=1))
way("error-anycast-unicast", "Unless error_anycast_as_unicast.", udp6("fd00::", B, 1, 2, hlim=1), setup="sysctl -qw net.ipv6.icmp.error_anycast_as_unicast=1", more="ip -6 neigh add fd00:: lladdr 02:00:00:00:01:01 dev eth0")
way("error-fragment", "Errors about fragments.", ip6(A, B, UDP, DATA, hlim=1, ext=[fragment(0, True)]), ip6(A, B, UDP, DATA, hlim=1, ext=[fragment(2)]), ip6(A, B, 58, DATA, hlim=1, ext=[fragment(2)]))
way("error-loopback-route", "No way back to the source: no error.", udp6("fd00:9::9", B, 1, 2, hlim=1))
for k, t in enumerate(UNKNOWN):
    way("hop-unknown-%d" % k, "An unknown hop-by-hop option with the action %d." % k, hop(tlv(t, b"ab")), hop(tlv(t, b"ab"), dst=US))
    way("dest-unknown-%d" % k, "An unknown destination option with the action %d." % k, dest(tlv(t, b"ab")), dest(tlv(t, b"ab"), dst=B))
way("hop-pad", "Padding that is right, too long, and not zero.", hop(b"\1\4\0\0\0\0"), hop(b"\0" * 6), hop(b"\1\6" + bytes(6)), hop(b"\1\4\0\1\0\0"))
way("hop-lengths", "An option beyond its header, a header beyond its packet.", hop(b"\x1e\x20ab"), hop(hdrlen=9))
way("hop-count", "More options than max_hbh_number.", hop(*[tlv(0x1e)] * 8), hop(*[tlv(0x1e)] * 9))
way("hop-max", "max_hbh_length and a negative max_hbh_number.", hop(tlv(0x1e, bytes(4))), hop(tlv(0x1e, bytes(12))), setup="sysctl -qw net.ipv6.max_hbh_length=8 net.ipv6.max_hbh_opts_number=-8")
way("dest-max", "max_dst_opts_length, more options than max_dst_opts_number.", dest(tlv(0x1e, bytes(4))), dest(tlv(0x1e, bytes(12))), dest(tlv(0x1e), tlv(0x1e)), setup="sysctl -qw net.ipv6.max_dst_opts_length=8 net.ipv6.max_dst_opts_number=1")
way("router-alert", "Router alert, right and of a wrong length.", hop(tlv(5, b"\0\0")), hop(tlv(5, b"\0\0\0\0")), hop(tlv(5, b"\0\0"), dst=US))
way("jumbo", "Jumbo options that lie.", ip6(A, B, UDP, DATA, length=0, ext=[options(HOP, tlv(0xc2, b"\0\1\0\0"))]), ip6(A, B, UDP, DATA, length=0, ext=[options(HOP, tlv(0xc2, b"\0\0\1\0"))]), hop(tlv(0xc2, b"\0\1\0\0")), hop(tlv(0xc2, b"\0\0")))
way("ioam-calipso", "IOAM and CALIPSO options that nobody is set up for.", hop(b"\0\0" + tlv(49, bytes(8))), hop(tlv(49, bytes(8))), hop(tlv(7, bytes(8))), hop(tlv(7, bytes(7))), hop(tlv(7, bytes(4) + b"\1" + bytes(3))))
way("hop-elsewhere", "Hop-by-hop options that are not first.", ip6(A, US, UDP, DATA, ext=[options(DEST), options(HOP)]))
way("home-address", "The home address option, which Mobile IPv6 would read.", dest(tlv(201, bytes.fromhex("fd00" + "00" * 13 + "07"))))
way("routing", "Routing headers of type 0, 2, 3, 4 and 99 with a hop to go.", *[ip6(A, US, UDP, DATA, ext=[routing(t, 1, B)]) for t in (0, 2, 3, 4, 99)])
way("routing-used", "The same, used up.", *[ip6(A, US, UDP, DATA, ext=[routing(t, 0, B)]) for t in (0, 2, 3, 4, 99)])
way("routing-forward", "Routing headers of packets that are passed on.", ip6(A, B, UDP, DATA, ext=[routing(0, 1, US)]))
way("routing-group", "A routing header to a group, and one that is cut.", group(ip6(A, "ff02::1", UDP, DATA, ext=[routing(0, 0, B)])), ip6(A, US, UDP, DATA, ext=[routing(0, 0, B, hdrlen=20)]))
way("chain", "Destination options, routing header used up, options again, then UDP.", ip6(A, US, UDP, DATA, ext=[options(DEST), routing(0, 0, B), options(DEST)]))
way("local", "Sent from here: to a neighbour, to ourselves, without a route.", local(udp6(US, B, 1, 2)), local(ping6(US, US)), local(udp6(US, "fd00:9::1", 1, 2)), local(udp6(US1, US, 1, 2)))
way("local-lies", "What a raw socket may write into a header.", local(ip6(US1, B, UDP, DATA, length=3)), local(ip6("fd00:77::1", B, UDP, DATA)), local(ip6(US1, B, UDP, DATA, hlim=0)))
way("local-big", "Too big for the device.", local(udp6(US1, B, 1, 2, bytes(1460))), local(udp6(US1, B, 1, 2, bytes(1452))))
way("local-group", "To a group that we are in, to one that we are not in, and to this host only.", local(ping6(US, "ff02::1")), local(ping6(US, "ff05::77")), local(ping6(US, "ff01::1")), local(ping6(US, "ff02::1", hlim=0)))
way("local-loopback", "To ::1 and to the unspecified address.", local(ping6("::1", "::1")), local(ping6("::1", "::")))
way("local-recorded", "What is for us is recorded, headers and all.", udp6(A, US, 1, 2), ip6(A, US, UDP, DATA, ext=[options(DEST), routing(0, 0, B)]), group(ping6(A, "ff02::1")), keep=False)
way("groups", "Groups nobody has joined, and MLD messages to them.", group(udp6(A, "ff05::77", 1, 2)), group(icmp6(A, "ff02::77", 143)), group(udp6(A, "ff0e::1", 1, 2)))
way("ratelimit", "icmp/ratelimit: six at once, then by time.", *[udp6(A, B, 1, 2, hlim=1)] * 10, setup="sysctl -qw net.ipv6.icmp.ratelimit=1000", gap=0.02)
way("ratemask", "icmp/ratemask leaves time exceeded out.", *[udp6(A, B, 1, 2, hlim=1)] * 10, setup="sysctl -qw net.ipv6.icmp.ratelimit=1000 net.ipv6.icmp.ratemask=0-1", gap=0.02)
way("rule-source", "A rule by source address.", udp6(A, B, 1, 2), udp6("fd00::2", B, 1, 2), more="ip -6 rule add from fd00::2 prohibit\nip -6 neigh add fd00::2 lladdr 02:00:00:00:01:01 dev eth0")
way("rule-iif", "A rule by the device it comes in by, and a table of its own.", udp6(A, "fd00:5::1", 1, 2), more="ip -6 rule add iif eth0 lookup 77\nip -6 route add fd00:5::/48 via fd00:1::1 table 77")
way("prefsrc", "The route back has a source of its own: errors take it.", udp6(A, B, 1, 2, hlim=1), more="ip -6 addr add fd00:77::1/128 dev lo\nip -6 route add fd00::1/128 dev eth0 src fd00:77::1")
way("route-hoplimit", "The hop limit of the route, of the device.", ping6(A, US), udp6(A, B, 1, 2, hlim=1), more="ip -6 route add fd00::1/128 dev eth0 hoplimit 7")
way("disabled", "A device without IPv6.", udp6(A, B, 1, 2), setup="sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1")
way("fwmark-reflect", "Answers have no mark unless fwmark_reflect.", ping6(A, US), setup="ip6tables-legacy -t mangle -A PREROUTING -j MARK --set-mark 5\nip6tables-legacy -t mangle -A POSTROUTING -m mark --mark 5\nsysctl -qw net.ipv6.fwmark_reflect=1")
way("hooks", "Each hook counts what comes by.", udp6(A, B, 1, 2), ping6(A, US), udp6(A, B, 1, 2, hlim=1), local(udp6(US1, B, 1, 2)), setup="for c in PREROUTING INPUT FORWARD OUTPUT POSTROUTING; do ip6tables-legacy -t mangle -A $c; done")
way("reroute", "A mark in OUTPUT leads elsewhere.", local(udp6(US, "fd00:5::1", 1, 2)), setup="ip6tables-legacy -t mangle -A OUTPUT -j MARK --set-mark 9", more="ip -6 rule add fwmark 9 lookup 9\nip -6 route add fd00:5::/48 via fd00:1::1 table 9\nip -6 route add fd00:5::/48 via fd00::1")
way("l2-multicast", "drop_unicast_in_l2_multicast.", group(ping6(A, US)), setup="sysctl -qw net.ipv6.conf.eth0.drop_unicast_in_l2_multicast=1")

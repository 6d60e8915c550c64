# SPDX-License-Identifier: GPL-2.0-or-later
"""The way of a packet: header checks, delivery, forwarding, ICMP, ARP, loopback, local output."""
import struct

from pkt import (BROADCAST, DF, MAC, MF, PEER, arp, arp_reply, arp_request, eth, icmp, ip, mss, ping, tcp, to, udp)

from .table import A, B, US0, US1, apart, case, e, i, local, raw, restore, t, u

# Rules that count a packet at each of the five hooks.
HOOKS = restore("""
*mangle
-A PREROUTING
-A INPUT
-A FORWARD
-A OUTPUT
-A POSTROUTING
""")

case("forward-plain", "A packet for the other side: one TTL less, new frame header, counted at three hooks.",
     HOOKS, [u(), t(), e(), raw(udp(B, A, 53, 1000), 2), raw(ip(A, B, 200, b"whatever")), u(data=b"")])
case("forward-ttl", "TTL 1 and 0 end here with time exceeded; TTL 2 goes on; for ourselves any TTL will do.",
     HOOKS, [u(ttl=2), u(ttl=1), u(ttl=0), t(ttl=1), u(dst=US0, ttl=1), u(dst=US0, ttl=0), e(US0, ttl=1)])
case("forward-ttl-silent", "No time exceeded for an ICMP error, a later fragment, a sender that is no host, an unreachable sender.",
     HOOKS, [i(3, 1, ttl=1, data=udp(B, A, 1, 2)), i(11, 0, ttl=1, data=udp(B, A, 1, 2)), i(8, ttl=1), i(0, ttl=1), i(12, ttl=1, data=udp(B, A, 1, 2)),
             raw(ip(A, B, 17, b"\0" * 8, ttl=1, frag=2)), raw(udp(A, B, 1, 2, ttl=1, frag=MF)), u(ttl=1, src="0.0.0.0"), u(ttl=1, src="10.0.0.255"),
             u(ttl=1, src="172.16.0.1"), i(5, 1, ttl=1, rest=b"\x0a\0\0\x01", data=udp(B, A, 1, 2)), i(18, ttl=1), i(40, ttl=1)])
case("forward-back", "Out through the port it came in by, with redirects off.",
     HOOKS, [u(dst="10.0.0.2"), u(dst="10.0.0.2", ttl=1), u(dst="172.16.0.9")],
     more_net="ip neigh add 10.0.0.2 lladdr 02:00:00:00:01:22 dev eth0\nip route add 172.16.0.0/16 via 10.0.0.1")
case("forward-mtu", "Too big for the way out with DF set: fragmentation needed, with the MTU; without an error for ICMP errors.",
     HOOKS, [u(data=b"x" * 572, frag=DF), u(data=b"x" * 573, frag=DF), u(data=b"x" * 1400, frag=DF), t(data=b"x" * 600, flags="A", frag=DF),
             i(3, 3, data=b"x" * 600, frag=DF), e(data=b"x" * 600, frag=DF), u(dst="192.0.2.1", data=b"x" * 400, frag=DF),
             u(dst="192.0.2.1", data=b"x" * 545, frag=DF), u(dst="198.51.100.1", data=b"x" * 573, frag=DF)],
     more_net="""
     ip link set eth1 mtu 600
     ip route add 192.0.2.0/24 via 10.1.0.1 mtu 572
     ip route add 198.51.100.0/24 via 10.1.0.1 mtu lock 580
     """)
case("forward-fragment", "A fragment is forwarded as it is; to ourselves a lone one waits for the others.",
     HOOKS, [raw(ip(A, B, 17, b"\0" * 32, frag=3)), raw(udp(A, B, 1, 2, b"x" * 8, frag=MF)), raw(ip(A, B, 17, b"x" * 8, frag=0x1fff))])
case("forward-off", "ip_forward 0: packets for others end, packets for ourselves and from ourselves do not.",
     HOOKS + "\necho 0 >/proc/sys/net/ipv4/ip_forward",
     [u(), e(US0), u(dst=US0), u(ttl=1), u(dst="172.16.0.1"), local(udp(US0, B, 1, 2))], keep_local=True)
case("forward-off-port", "conf/eth0/forwarding 0 ends what comes in by eth0 only.",
     HOOKS + "\necho 0 >/proc/sys/net/ipv4/conf/eth0/forwarding",
     [u(), raw(udp(B, A, 1, 2), 2), u(dst=US1), u(dst="172.16.0.1"), raw(udp(B, "172.16.0.1", 1, 2), 2)])
case("forward-off-then-on", "ip_forward sets every port's switch when it changes; a port's own switch moves alone.",
     """
     echo 0 >/proc/sys/net/ipv4/ip_forward
     echo 1 >/proc/sys/net/ipv4/conf/eth0/forwarding
     cat /proc/sys/net/ipv4/conf/eth?/forwarding /proc/sys/net/ipv4/conf/all/forwarding /proc/sys/net/ipv4/conf/default/forwarding >"$OUT/switches"
     """,
     [u(), raw(udp(B, A, 1, 2), 2), u(), raw(udp(B, A, 1, 2), 2)],
     before={3: 'echo 1 >/proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/conf/eth?/forwarding >>"$OUT/switches"\n'})
case("forward-wrong-mac", "A frame for another host is not ours; nor is unicast in a broadcast or multicast frame forwarded.",
     HOOKS, [("eth0", eth("02:00:00:00:77:77", PEER % 1, udp(A, B, 1, 2))), ("eth0", eth(BROADCAST, PEER % 1, udp(A, B, 1, 2))),
             ("eth0", eth("01:00:5e:01:02:03", PEER % 1, udp(A, B, 1, 2))), ("eth0", eth(MAC % 2, PEER % 1, udp(A, B, 1, 2))),
             ("eth0", eth(BROADCAST, PEER % 1, udp(A, US0, 1, 2))), ("eth0", eth(BROADCAST, PEER % 1, ping(A, US0)))], keep_local=True)

case("header-version", "Any version but 4 is no IPv4 packet.", HOOKS, [u(version=n) for n in (0, 3, 4, 5, 6, 15)])
case("header-ihl", "A header length below 5 words, or beyond the packet.", HOOKS,
     [u(ihl=n) for n in (0, 1, 4, 5, 6, 15)] + [raw(ip(A, B, 17, b"", ihl=6)), raw(ip(A, B, 17, b"x" * 40, ihl=15))])
case("header-length", "A total length beyond the packet or below its header ends it; what follows the packet is cut off.", HOOKS,
     [u(length=n) for n in (0, 19, 20, 28, 31, 32, 33, 65535)] + [raw(udp(A, B, 1, 2, b"abc") + b"\0" * 15), raw(udp(A, US0, 1, 2, b"abc") + b"trailer")])
case("header-checksum", "A wrong header checksum ends it; both forms of zero are told apart.", HOOKS,
     [u(check=0), u(check=0x1234), u(check=0xffff), u(), u(dst=US0, check=1)])
case("header-truncated", "Frames that end within the Ethernet or IP header.", HOOKS,
     [("eth0", to(1, udp(A, B, 1, 2))[:n]) for n in (1, 13, 14, 15, 33, 34, 41, 42)])
case("header-source", "Senders that cannot be: multicast, limited broadcast, loopback, this network, our own address, class E.", HOOKS,
     [u(src=s, dst=d) for s in ("224.0.0.1", "255.255.255.255", "127.0.0.1", "0.0.0.0", "0.1.2.3", US0, US1, "240.0.0.1", "10.0.0.255", "10.0.0.0", "10.1.0.255")
      for d in (B, US0)])
case("header-destination", "Destinations that cannot be reached: 0/8, loopback, class E; from the wire.", HOOKS,
     apart([u(dst=d) for d in ("0.0.0.0", "0.1.2.3", "127.0.0.1", "127.1.2.3", "240.0.0.1", "255.255.255.254", "255.255.255.255", "169.254.1.1")]))
case("header-source-localnet", "route_localnet lets 127/8 in; accept_local lets our own address in as a sender.",
     HOOKS + "\necho 1 >/proc/sys/net/ipv4/conf/eth0/route_localnet\necho 1 >/proc/sys/net/ipv4/conf/eth1/accept_local",
     [u(dst="127.0.0.1"), u(src="127.0.0.2", dst="127.0.0.1"), raw(udp(US0, A, 1, 2), 2), raw(udp(US0, US1, 1, 2), 2), u(src=US1), raw(udp("10.1.0.1", "127.0.0.1", 1, 2), 2)])
case("ethertype", "What is not IP leaves no trace: other types, 802.3 lengths, a VLAN tag without its device, IPv6 where it is off.", HOOKS,
     [("eth0", to(1, b"x" * 40, n)) for n in (0x88b5, 0x0000, 0x0040, 0x8100, 0x86dd, 0x0842, 0xffff)]
     + [("eth0", to(1, struct.pack("!HH", 5, 0x800) + udp(A, B, 1, 2), 0x8100))])

case("rpfilter-strict", "rp_filter 1: the way back must be the port that the packet came by.",
     HOOKS + "\necho 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter",
     [u(), u(src="10.1.0.9"), u(src="172.16.0.1"), u(src="192.0.2.9"), u(src="10.1.0.9", dst=US0), u(src="0.0.0.0", dst=US0), raw(udp(A, "10.1.0.1", 1, 2), 2), u(src="203.0.113.1")],
     more_net="ip route add 192.0.2.0/24 via 10.0.0.1\nip route add blackhole 203.0.113.0/24")
case("rpfilter-loose", "rp_filter 2: a way back through any port will do.",
     HOOKS + "\necho 2 >/proc/sys/net/ipv4/conf/eth0/rp_filter",
     [u(), u(src="10.1.0.9"), u(src="172.16.0.1"), u(src="192.0.2.9"), u(src="203.0.113.1"), u(src="198.51.100.1", dst=US0)],
     more_net="ip route add 192.0.2.0/24 via 10.0.0.1\nip route add blackhole 203.0.113.0/24\nip route add unreachable 198.51.100.0/24")
case("rpfilter-all", "The stricter number of all and of the port counts.",
     """
     echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter
     echo 2 >/proc/sys/net/ipv4/conf/eth1/rp_filter
     """,
     [u(src="10.1.0.9"), raw(udp(A, B, 1, 2), 2), raw(udp("172.16.0.1", A, 1, 2), 2), u()])
case("rpfilter-mark", "src_valid_mark: the look-up for the way back takes the packet's mark along.",
     restore("*mangle\n-A PREROUTING -p udp --dport 7 -j MARK --set-mark 7") + """
     for i in all eth0; do echo 1 >/proc/sys/net/ipv4/conf/$i/rp_filter; done
     """,
     [u(7, src="172.16.0.1"), u(8, src="172.16.0.1"), u(7, src="172.16.0.1"), u(8, src="172.16.0.1")],
     more_net="ip route add 172.16.0.0/16 via 10.0.0.1 table 7\nip rule add fwmark 7 table 7",
     before={3: "echo 1 >/proc/sys/net/ipv4/conf/eth0/src_valid_mark\n"})

case("icmp-echo", "An echo request to any address of ours is answered from that address, TOS and data kept.", HOOKS,
     [e(US0), e(US1), e(US0, tos=0x1c), e(US0, ttl=1), e(US0, data=b""), e(US0, data=b"x" * 1400), e(US0, frag=DF), i(8, 5, dst=US0), i(8, dst=US0, icheck=0x4444),
      raw(ip(A, US0, 1, b"\x08\0\0")), raw(ip(A, US0, 1, b"\x08\0\xf7\xff")), e(US0, src="10.1.0.1"), e(US0, src="172.16.0.1"), i(0, dst=US0)], ports=("eth0", "eth1"))
case("icmp-echo-broadcast", "Echo requests to a broadcast or multicast address are ignored until the switch says otherwise.", HOOKS,
     [("eth0", eth(BROADCAST, PEER % 1, ping(A, "10.0.0.255"))), ("eth0", eth(BROADCAST, PEER % 1, ping(A, "255.255.255.255"))), ("eth0", eth("01:00:5e:00:00:01", PEER % 1, ping(A, "224.0.0.1"))),
      ("eth0", eth(BROADCAST, PEER % 1, ping(A, "10.0.0.255"))), ("eth0", eth(BROADCAST, PEER % 1, ping(A, "255.255.255.255"))), ("eth0", eth("01:00:5e:00:00:01", PEER % 1, ping(A, "224.0.0.1")))],
     ports=("eth0", "eth1"), before={4: "echo 0 >/proc/sys/net/ipv4/icmp_echo_ignore_broadcasts\n"})
case("icmp-echo-ignore", "icmp_echo_ignore_all.", HOOKS + "\necho 1 >/proc/sys/net/ipv4/icmp_echo_ignore_all", [e(US0), u(99, dst=US0), e()], ports=("eth0", "eth1"))
case("icmp-types", "Other ICMP messages to ourselves: errors, unknown types, obsolete requests get no answer.", HOOKS,
     [i(n, dst=US0, data=udp(US0, A, 1, 2)) for n in (0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 15, 17, 18, 19, 30, 40, 41, 42, 43, 255)] + [i(3, n, dst=US0, data=udp(US0, A, 1, 2)) for n in (4, 15, 16)] + [i(11, 1, dst=US0, data=udp(US0, A, 1, 2))],
     ports=("eth0", "eth1"))
case("icmp-reply-rules", "Answers of the stack pass OUTPUT and POSTROUTING, where rules see and stop them.",
     restore("""
     *mangle
     -A OUTPUT -p icmp --icmp-type echo-reply -j TOS --set-tos 0x20
     -A POSTROUTING -p icmp
     *filter
     -A OUTPUT -p icmp --icmp-type time-exceeded -j DROP
     -A OUTPUT -p tcp -d 10.0.0.2 -j REJECT
     """),
     [e(US0), u(ttl=1), t(dst=US0, src="10.0.0.2"), u(99, dst=US0)], ports=("eth0", "eth1"), more_net="ip neigh add 10.0.0.2 lladdr 02:00:00:00:01:22 dev eth0")
case("icmp-error-source", "An error speaks from the address of the port that it leaves by, or by switch of the one that the packet came in by.", HOOKS,
     [u(ttl=1), u(ttl=1, src="10.1.0.1"), u(99, dst=US1), u(ttl=1, src="10.1.0.1"), u(dst="172.16.0.1")],
     more_net="ip addr add 10.0.0.253/24 dev eth0", before={4: "echo 1 >/proc/sys/net/ipv4/icmp_errors_use_inbound_ifaddr\n"}, ports=("eth0", "eth1"))
case("icmp-error-rate", "Errors of the route (no route, unreachable, prohibit) share one bucket a sender: full it holds five, one comes back each second; in 6.12 any other ICMP error to the same sender empties it while icmp_ratelimit is 0.", HOOKS,
     [u(dst="172.16.0.1", src="10.0.0.%d" % s, at=float(a)) for a, s in [(0, 1)] * 3 + [(0, 2)] * 2] + [u(ttl=1, at=0.0), u(dst="172.16.0.1"), u(dst="172.16.0.1", at=0.5), u(dst="172.16.0.1", at=1.2), u(dst="172.16.0.1", at=1.2), u(dst="172.16.0.1", at=2.3)],
     ports=("eth0", "eth1"), more_net="ip neigh add 10.0.0.2 lladdr 02:00:00:00:01:22 dev eth0")
case("icmp-error-rate-unmasked", "With icmp_ratemask 0 nothing but route errors draws on that bucket: five at once, then one a second.", HOOKS,
     [u(dst="172.16.0.1", at=0.0)] * 8 + [u(ttl=1, at=0.0)] * 3 + [u(dst="172.16.0.1", at=x) for x in (0.9, 1.1, 1.2, 4.2, 4.2, 4.2, 4.2)],
     ports=("eth0", "eth1"), more_net="echo 0 >/proc/sys/net/ipv4/icmp_ratemask")
case("icmp-error-tos", "Errors carry the packet's TOS with the precedence of internetwork control; an echoed TOS is the request's.", HOOKS,
     [u(ttl=1, tos=x) for x in (0, 4, 0x1c, 0xb8, 0xff)] + [e(US0, tos=x) for x in (3, 0xff)], ports=("eth0", "eth1"))
case("icmp-error-quote", "A quote is what fits in 576 bytes.", HOOKS, [u(ttl=1, data=b"x" * n) for n in (0, 8, 519, 520, 521, 1472)], ports=("eth0", "eth1"))

case("local-udp-closed", "UDP to a port where nobody listens: port unreachable; nothing for broadcast, a broken checksum or a broken length.", HOOKS,
     [u(9, dst=US0), u(9, dst=US1), u(9, dst=US0, data=b""), u(9, dst=US0, ucheck=0), u(9, dst=US0, ucheck=0x1111), u(9, dst=US0, ulen=7), u(9, dst=US0, ulen=100), u(9, dst=US0, ulen=9),
      ("eth0", eth(BROADCAST, PEER % 1, udp(A, "10.0.0.255", 1, 9))), raw(ip(A, US0, 17, b"\0\1\0")), u(0, dst=US0), raw(udp(A, US0, 1, 2, b"abcd") + b"trail")], ports=("eth0", "eth1"))
case("local-tcp-closed", "TCP to a port where nobody listens: a reset by the rules of RFC 9293; none for a reset or a broken segment.", HOOKS,
     [t(dst=US0, seq=100), t(dst=US0, flags="SA", seq=100, ack=7), t(dst=US0, flags="A", seq=100, ack=7), t(dst=US0, flags="R"), t(dst=US0, flags="FA", seq=3, ack=9),
      t(dst=US0, flags="F", seq=3), t(dst=US0, flags="SF", seq=3, data=b"abc"), t(dst=US0, flags="PA", seq=3, ack=4, data=b"hello"), t(dst=US0, tcheck=0x1111),
      t(dst=US0, doff=4), t(dst=US0, doff=15), raw(ip(A, US0, 6, b"\0" * 19)), t(dst=US1, tos=0x10), t(dst=US0, topts=mss(1460)), t(dst=US0, flags="", seq=5),
      ("eth0", eth(BROADCAST, PEER % 1, tcp(A, "10.0.0.255", 1, 9)))], ports=("eth0", "eth1"))
case("local-proto-unknown", "A protocol that nobody takes: protocol unreachable.", HOOKS,
     [raw(ip(A, US0, n, b"12345678")) for n in (200, 253, 89, 255)] + [("eth0", eth(BROADCAST, PEER % 1, ip(A, "10.0.0.255", 200, b"x" * 8)))], ports=("eth0", "eth1"))
case("local-input-verdicts", "INPUT decides before the stack answers.",
     restore("""
     *filter
     :INPUT DROP [0:0]
     -A INPUT -p icmp --icmp-type echo-request -m limit --limit 1/min --limit-burst 1 -j ACCEPT
     -A INPUT -p tcp --dport 22 -j ACCEPT
     -A INPUT -p udp -j REJECT
     """), [e(US0), e(US0), t(22, dst=US0), t(23, dst=US0), u(9, dst=US0)], ports=("eth0", "eth1"))

case("broadcast-delivery", "Directed and limited broadcasts are delivered and not forwarded; a broadcast of the other side is not let through.", HOOKS,
     [("eth0", eth(BROADCAST, PEER % 1, udp(A, d, 68, 67))) for d in ("10.0.0.255", "255.255.255.255", "10.0.0.0", "10.1.0.255")] + [u(dst="10.1.0.255"), u(dst="10.0.0.255"), u(dst="255.255.255.255"),
      ("eth0", eth(BROADCAST, PEER % 1, udp("0.0.0.0", "255.255.255.255", 68, 67))), ("eth0", eth(BROADCAST, PEER % 1, udp("0.0.0.0", US0, 68, 67)))])
case("broadcast-forward", "bc_forwarding lets directed broadcasts through.",
     HOOKS + "\nfor i in all eth0 eth1; do echo 1 >/proc/sys/net/ipv4/conf/$i/bc_forwarding; done", [u(dst="10.1.0.255"), ("eth0", eth(BROADCAST, PEER % 1, udp(A, "10.0.0.255", 1, 2)))])
case("multicast-delivery", "All hosts (224.0.0.1) is delivered; other groups, which nobody joined, end at the route.", HOOKS,
     [("eth0", eth("01:00:5e:00:00:%02x" % n, PEER % 1, udp(A, d, 1, 2))) for n, d in ((1, "224.0.0.1"), (5, "224.0.0.5"), (9, "239.1.2.9"), (2, "232.0.0.2"))]
     + [("eth0", to(1, udp(A, "224.0.0.1", 1, 2))), ("eth0", eth(BROADCAST, PEER % 1, udp(A, "224.0.0.1", 1, 2))), ("eth0", eth("01:00:5e:00:00:01", PEER % 1, udp(A, "224.0.0.1", 1, 2, ttl=0)))])
case("loopback", "What we send to ourselves passes OUTPUT, POSTROUTING, PREROUTING and INPUT by way of lo.",
     restore("""
     *mangle
     -A PREROUTING -i lo
     -A INPUT -i lo
     -A INPUT ! -i lo
     -A FORWARD
     -A OUTPUT -o lo
     -A OUTPUT ! -o lo
     -A POSTROUTING -o lo
     """),
     [local(udp("127.0.0.1", "127.0.0.1", 1, 2)), local(udp(US0, US1, 1, 2)), local(ping("127.0.0.1", "127.9.9.9")), local(ping(US0, US0)), local(udp(US0, "127.0.0.1", 1, 2)),
      local(udp("0.0.0.0", US1, 1, 2)), local(tcp(US1, US0, 5, 6))])
case("loopback-answers", "The stack answers itself: echo, port unreachable, reset, all by way of lo.", HOOKS,
     [local(ping("127.0.0.1", "127.0.0.1")), local(udp(US0, US1, 1, 9)), local(tcp(US0, US0, 5, 6)), local(ip(US0, US0, 200, b"x" * 8))], keep_local=True)
case("local-output", "What a local sender meets: filled-in fields, errors of the header, of the route and of OUTPUT.",
     restore("""
     *filter
     -A OUTPUT -p udp --dport 66 -j DROP
     -A OUTPUT -p udp --dport 67 -j REJECT
     *mangle
     -A POSTROUTING
     """),
     [local(udp(US0, B, 1, 2)), local(udp("0.0.0.0", B, 1, 2)), local(udp(US0, B, 1, 2, ident=0)), local(udp(US0, B, 1, 2, length=9)), local(udp(US0, B, 1, 2, check=1)),
      local(udp("172.31.0.1", B, 1, 2)), local(udp(US0, "172.16.0.1", 1, 2)), local(udp(US0, "10.0.0.255", 1, 2)), local(udp(US0, "224.0.0.9", 1, 2)), local(udp(US0, B, 1, 66)), local(udp(US0, B, 1, 67)),
      local(udp(US0, B, 1, 2, ihl=4)), local(udp(US0, B, 1, 2, ihl=15)), local(udp(US0, B, 1, 2, version=5)), local(b"E" * 19), local(ip(US0, B, 17)), local(udp(US0, B, 1, 2, ttl=0)),
      local(udp(US0, "192.0.2.1", 1, 2)), local(udp(US0, "198.51.100.1", 1, 2)), local(udp(US0, "203.0.113.1", 1, 2)), local(udp(US0, "0.0.0.0", 1, 2)), local(udp(US0, B, 1, 2, b"x" * 1472)), local(udp(US0, B, 1, 2, b"x" * 1473))],
     more_net="ip route add blackhole 192.0.2.0/24\nip route add unreachable 198.51.100.0/24\nip route add prohibit 203.0.113.0/24")
case("local-output-keep", "With keep-local what reaches the local port is recorded and answered too.", HOOKS,
     [e(US0), u(9, dst=US0), t(9, dst=US0), local(ping(US0, B)), raw(icmp(B, US0, 0), 2)], keep_local=True)

RR = b"\x07\x0b\x04" + b"\0" * 8
case("options-record-route", "Record route: each hop writes its address while there is room; also in the echo's answer.", HOOKS,
     [u(opts=RR), u(opts=b"\x07\x07\x04\0\0\0\0"), u(opts=b"\x07\x07\x08\x01\x02\x03\x04"), u(opts=b"\x07\x0b\x08\x01\x02\x03\x04\0\0\0\0"), u(opts=b"\1" + RR), e(US0, opts=RR), u(opts=RR, dst=US0), u(opts=RR, ttl=1)], ports=("eth0", "eth1"))
case("options-malformed", "Malformed options: parameter problem with the pointer, or silence.", HOOKS,
     [u(opts=o) for o in (b"\x07\x02\x04\0", b"\x07\x0c\x04\0", b"\x07\x07\x03\0\0\0\0", b"\x07\x07\x05\0\0\0\0", b"\x07\0\0\0", b"\x07\1\0\0", b"\x99\0\0\0", b"\x99\x09\0\0", b"\x99\x04\1\2",
                        b"\x44\x03\x05\0", b"\x44\x08\x04\0\0\0\0\0", b"\x44\x07\x05\0\0\0\0\0", RR + RR[:7] + b"\0", b"\x83\x03\x05\0", b"\x94\x03\0\0", b"\x82\x0b" + b"\0" * 10, b"\x1e\x03\0\0", b"\1\1\1\x07")], ports=("eth0", "eth1"))
case("options-timestamp", "Timestamp: full, it counts the overflow, up to its end; address and time for other hosts stay as they are.", HOOKS,
     [u(opts=o) for o in (b"\x44\x08\x09\0\1\2\3\4", b"\x44\x08\x09\xe0\1\2\3\4", b"\x44\x08\x09\xf0\1\2\3\4", b"\x44\x0c\x05\x03\x0a\x09\x09\x09\0\0\0\0", b"\x44\x08\x05\x03\0\0\0\0")], ports=("eth0", "eth1"))
case("options-source-route", "Source routes are refused by the usual switch.", HOOKS,
     [u(dst=US0, opts=b"\x83\x07\x04\x0a\x01\x00\x01"), u(dst=US0, opts=b"\x89\x07\x04\x0a\x01\x00\x01"), u(opts=b"\x83\x07\x04\x0a\x01\x00\x01"), u(opts=b"\x83\x07\x08\x0a\x01\x00\x01")])
case("options-source-route-on", "accept_source_route: we are one of the hops, strict only to a neighbour; our address is written where the next one stood.",
     HOOKS + "\nfor i in all eth0 eth1; do echo 1 >/proc/sys/net/ipv4/conf/$i/accept_source_route; done",
     [u(dst=US0, opts=b"\x83\x07\x04\x0a\x01\x00\x01"), u(dst=US0, opts=b"\x89\x07\x04\x0a\x01\x00\x01"), u(dst=US0, opts=b"\x89\x07\x04\xac\x10\x00\x01"), u(dst=US0, opts=b"\x83\x0b\x04\x0a\x01\x00\xfe\x0a\x01\x00\x01"),
      u(opts=b"\x83\x07\x04\x0a\x01\x00\x01"), u(opts=b"\x89\x07\x04\x0a\x01\x00\x01"), u(dst=US0, opts=b"\x83\x07\x08\x0a\x01\x00\x01"), u(dst=US0, opts=b"\x83\x07\x04\x0a\x09\x00\x01")],
     more_net="ip route add 172.16.0.0/16 via 10.1.0.1")
case("options-plain", "Padding, end of list, router alert and unknown options pass as they came.", HOOKS,
     [u(opts=o) for o in (b"\1\1\1\1", b"\0\0\0\0", b"\0\x07\0\0", b"\x94\x04\0\0", b"\x94\x04\0\1", b"\x99\x08abcdef", b"\x86\x04\1\2", b"\1\1\x94\x04\0\0\0\0")])

case("arp-request", "A request for an address of ours is answered, on any port; for another it is not.", HOOKS,
     [arp_ for arp_ in (("eth0", arp_request(1, A, US0)), ("eth0", arp_request(1, A, US1)), ("eth0", arp_request(1, A, B)), ("eth0", arp_request(1, A, "10.0.0.77")), ("eth0", arp_request(1, A, US0, MAC % 1)),
      ("eth0", arp_request(1, "0.0.0.0", US0)), ("eth0", arp_request(1, "10.0.0.99", US0)), ("eth0", arp_request(1, "172.16.0.1", US0)), ("eth0", arp_request(1, A, "127.0.0.1")),
      ("eth0", arp_request(1, A, A)), ("eth0", arp_request(1, US0, US0)), ("eth0", arp_request(1, A, "10.0.0.255")), ("eth0", arp_request(1, A, US0, "02:00:00:00:77:77")))])
case("arp-malformed", "ARP of other hardware, other lengths, other codes, cut short: no answer.", HOOKS,
     [("eth0", eth(BROADCAST, PEER % 1, arp(1, PEER % 1, A, MAC % 1, US0, **kw), 0x806)) for kw in ({"hrd": 6}, {"hrd": 2}, {"pro": 0x806}, {"hln": 8}, {"pln": 16}, {"hrd": 1})]
     + [("eth0", eth(BROADCAST, PEER % 1, arp(op, PEER % 1, A, MAC % 1, US0), 0x806)) for op in (0, 3, 8, 9)]
     + [("eth0", eth(BROADCAST, PEER % 1, arp(1, PEER % 1, A, MAC % 1, US0)[:n], 0x806)) for n in (0, 8, 20, 27)]
     + [("eth0", eth(BROADCAST, PEER % 1, arp(1, PEER % 1, A, MAC % 1, US0) + b"\0" * 18, 0x806)), ("eth0", eth(BROADCAST, PEER % 1, arp(1, PEER % 1, "224.0.0.1", MAC % 1, US0), 0x806))])
case("arp-ignore", "arp_ignore 1 answers for the port's own addresses only, 2 for senders of its subnet, 8 never.", HOOKS,
     [("eth0", arp_request(1, s, d)) for _ in range(4) for s, d in ((A, US0), (A, US1), ("172.16.0.1", US0))],
     before={4: "echo 1 >/proc/sys/net/ipv4/conf/eth0/arp_ignore\n", 7: "echo 2 >/proc/sys/net/ipv4/conf/eth0/arp_ignore\n", 10: "echo 8 >/proc/sys/net/ipv4/conf/eth0/arp_ignore\n"},
     more_net="ip route add 172.16.0.0/16 via 10.0.0.1")
case("arp-resolve", "No neighbour known: we ask, hold the packets, and send them when the answer comes; then we know.", HOOKS,
     [u(dst="10.1.0.7", at=0.0), u(54, dst="10.1.0.7"), ("eth1", arp_reply(2, "10.1.0.8", US1), 0.1), ("eth1", arp_reply(2, "10.1.0.7", US1), 0.2), u(55, dst="10.1.0.7", at=0.3)])
case("arp-resolve-fail", "Nobody answers: three requests a second apart, then host unreachable to each sender that waits.", HOOKS,
     [u(dst="10.1.0.7", at=0.0), t(dst="10.1.0.7", at=0.0), raw(udp("10.1.0.1", "10.0.0.9", 1, 2), 2, 0.5), ("eth0", b"\xff" * 12 + b"\x88\xb5", 1.5), ("eth0", b"\xff" * 12 + b"\x88\xb5", 2.5), ("eth0", b"\xff" * 12 + b"\x88\xb5", 3.3), ("eth0", b"\xff" * 12 + b"\x88\xb5", 4.2), u(54, dst="10.1.0.7", at=4.4)],
     ports=("eth0", "eth1"))
case("arp-local", "A local sender's packet waits for the neighbour too, and its own source address is the one that asks.", HOOKS,
     [local(udp(US1, "10.1.0.7", 1, 2), 0.0), local(udp(US0, "10.1.0.7", 1, 3)), ("eth1", arp_reply(2, "10.1.0.7", US1), 0.2), local(udp(US1, "10.1.0.7", 1, 4))])
case("arp-resolve-tail", "Each request asks with the address of the packet that came last.", HOOKS,
     [local(udp(US1, "10.1.0.7", 1, 2), 0.0), local(udp(US0, "10.1.0.7", 1, 3), 0.3), ("eth0", b"\xff" * 12 + b"\x88\xb5", 1.5), local(udp(US1, "10.1.0.7", 1, 4), 1.6), ("eth0", b"\xff" * 12 + b"\x88\xb5", 2.5)])
case("arp-resolve-order", "Of requests that are due at one tick the one that was armed last goes out first.", HOOKS,
     [u(dst="10.1.0.7", at=0.0), u(dst="10.1.0.8"), u(dst="10.1.0.9"), ("eth0", b"\xff" * 12 + b"\x88\xb5", 1.5), ("eth0", b"\xff" * 12 + b"\x88\xb5", 2.5), ("eth0", b"\xff" * 12 + b"\x88\xb5", 3.6)])
case("arp-learn", "A neighbour that asks us is known from then on; later news of another address is taken.", HOOKS,
     [("eth1", arp_request(2, "10.1.0.7", US1), 0.0), u(dst="10.1.0.7", at=0.1), ("eth1", eth(MAC % 2, "02:00:00:00:09:09", arp(1, "02:00:00:00:09:09", "10.1.0.7", MAC % 2, US1), 0x806), 3.0), u(dst="10.1.0.7", at=3.1)])
case("arp-static", "A permanent neighbour does not change by ARP.", HOOKS,
     [u(at=0.0), ("eth1", eth(MAC % 2, "02:00:00:00:09:09", arp(1, "02:00:00:00:09:09", B, MAC % 2, US1), 0x806), 0.1), ("eth1", eth(MAC % 2, "02:00:00:00:09:09", arp(2, "02:00:00:00:09:09", B, MAC % 2, US1), 0x806), 0.2), u(at=2.0)])
case("arp-proxy", "proxy_arp answers for what lies behind another port.", HOOKS + "\necho 1 >/proc/sys/net/ipv4/conf/eth0/proxy_arp\necho 0 >/proc/sys/net/ipv4/neigh/eth0/proxy_delay",
     [("eth0", arp_request(1, A, B), 0.0), ("eth0", arp_request(1, A, "10.0.0.77"), 0.1), ("eth0", arp_request(1, A, "172.16.0.1"), 0.2), ("eth0", b"\xff" * 12 + b"\x88\xb5", 3.0)])

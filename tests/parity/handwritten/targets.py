# SPDX-License-Identifier: GPL-2.0-or-later
"""Each target, in every chain that takes it."""
from pkt import MF, BROADCAST, PEER, eth, icmp, ip, mss, ping, tcp, udp

from .table import A, B, US0, US1, case, e, i, local, raw, restore, t, u

case("target-verdicts", "ACCEPT and DROP end the walk; a rule without a target goes on.",
     restore("""
     *filter
     :FORWARD DROP [0:0]
     -A FORWARD -p udp
     -A FORWARD -p udp --dport 53 -j ACCEPT
     -A FORWARD -p udp --dport 54 -j DROP
     -A FORWARD -p udp --dport 53:55
     -A FORWARD -p icmp -j ACCEPT
     """),
     [u(53), u(54), u(55), i(), t()])
case("target-drop-everywhere", "DROP in each of the five chains of mangle; only a local sender hears of it.",
     restore("""
     *mangle
     -A PREROUTING -p udp --dport 1 -j DROP
     -A INPUT -p udp --dport 2 -j DROP
     -A FORWARD -p udp --dport 3 -j DROP
     -A OUTPUT -p udp --dport 4 -j DROP
     -A POSTROUTING -p udp --dport 5 -j DROP
     """),
     [p for n in range(1, 7) for p in (u(n), u(n, dst=US0), local(udp(US0, B, 9, n)),
                                       local(udp(US0, US1, 9, n)))])
case("target-log", "LOG with each of its options goes on to the next rule; its text appears nowhere.",
     """
     iptables -A FORWARD -j LOG
     iptables -A FORWARD -j LOG --log-prefix "a prefix: " --log-level debug
     iptables -A FORWARD -p tcp -j LOG --log-tcp-sequence --log-tcp-options --log-level 3
     iptables -A FORWARD -j LOG --log-ip-options --log-uid --log-macdecode --log-level alert
     iptables -A OUTPUT -j LOG --log-uid
     iptables -A FORWARD -p udp -j DROP
     """,
     [u(), t(topts=mss(1460)), i(), local(udp(US0, B, 1, 2)), u(opts=b"\x07\x07\x04\0\0\0\0")])
case("target-mark-ops", "MARK: set, set with mask, xmark, and, or, xor; each seen by the next.",
     restore("""
     *mangle
     -A PREROUTING -j MARK --set-mark 0x1234
     -A PREROUTING -m mark --mark 0x1234
     -A PREROUTING -j MARK --set-mark 0xff/0xf0
     -A PREROUTING -m mark --mark 0x12ff
     -A PREROUTING -m mark --mark 0x12f4
     -A PREROUTING -j MARK --set-xmark 0x0f/0x0f
     -A PREROUTING -m mark --mark 0x12fb
     -A PREROUTING -m mark --mark 0x12ff
     -A PREROUTING -j MARK --and-mark 0xff00
     -A PREROUTING -m mark --mark 0x1200
     -A PREROUTING -j MARK --or-mark 0x81
     -A PREROUTING -m mark --mark 0x1281
     -A PREROUTING -j MARK --xor-mark 0x1001
     -A PREROUTING -m mark --mark 0x280
     -A FORWARD -m mark --mark 0x280 -j DROP
     """),
     [u()])
case("target-mark-everywhere", "MARK in filter, raw and security as well; the mark is the packet's until it leaves, and gone on the next packet.",
     restore("""
     *raw
     -A PREROUTING -p udp --dport 1 -j MARK --set-mark 1
     *filter
     -A FORWARD -m mark --mark 1 -j MARK --set-mark 2
     *security
     -A FORWARD -m mark --mark 2 -j MARK --or-mark 4
     *mangle
     -A POSTROUTING -m mark --mark 6
     -A POSTROUTING -m mark --mark 0
     """),
     [u(1), u(2), u(1)])
case("target-tos-ops", "TOS: set, with mask, and, or, xor, by name; the header checksum follows.",
     restore("""
     *mangle
     -A PREROUTING -p udp --dport 1 -j TOS --set-tos 0x10
     -A PREROUTING -p udp --dport 2 -j TOS --set-tos 0xff/0x0f
     -A PREROUTING -p udp --dport 3 -j TOS --and-tos 0xf0
     -A PREROUTING -p udp --dport 4 -j TOS --or-tos 0x0c
     -A PREROUTING -p udp --dport 5 -j TOS --xor-tos 0xff
     -A PREROUTING -p udp --dport 6 -j TOS --set-tos Minimize-Delay
     -A PREROUTING -p udp --dport 7 -j TOS --set-tos 0/0
     """),
     [u(n, tos=x) for n in range(1, 9) for x in (0, 0x1b, 0xff)])
case("target-dscp", "DSCP: by number and class; the ECN bits stay.",
     restore("""
     *mangle
     -A FORWARD -p udp --dport 1 -j DSCP --set-dscp 0
     -A FORWARD -p udp --dport 2 -j DSCP --set-dscp 63
     -A FORWARD -p udp --dport 3 -j DSCP --set-dscp-class AF31
     -A POSTROUTING -p udp --dport 4 -j DSCP --set-dscp-class CS7
     """),
     [u(n, tos=x) for n in range(1, 5) for x in (0, 3, 0xb8, 0xff)])
case("target-ttl", "TTL: set, inc, dec, with the ends of the range; ahead of the router's own step and behind it.",
     restore("""
     *mangle
     -A PREROUTING -p udp --dport 1 -j TTL --ttl-set 100
     -A PREROUTING -p udp --dport 2 -j TTL --ttl-inc 10
     -A PREROUTING -p udp --dport 3 -j TTL --ttl-dec 10
     -A PREROUTING -p udp --dport 4 -j TTL --ttl-set 1
     -A POSTROUTING -p udp --dport 5 -j TTL --ttl-set 1
     -A FORWARD -p udp --dport 6 -j TTL --ttl-dec 255
     -A PREROUTING -p udp --dport 7 -j TTL --ttl-inc 1
     """),
     [u(n, ttl=x) for n in range(1, 8) for x in (1, 5, 12, 64, 250, 255)])

TYPES = ["icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable",
         "icmp-net-prohibited", "icmp-host-prohibited", "icmp-admin-prohibited"]
for chain, packet in (("FORWARD", lambda n: u(n)), ("INPUT", lambda n: u(n, dst=US0)),
                      ("OUTPUT", lambda n: local(udp(US0, B, 9, n)))):
    case("target-reject-types-" + chain.lower(), "REJECT with each ICMP type in %s." % chain,
         restore("*filter\n" + "\n".join("-A %s -p udp --dport %d -j REJECT --reject-with %s" % (chain, n + 1, x)
                                         for n, x in enumerate(TYPES)) + "\n-A %s -p icmp -j ACCEPT" % chain),
         [packet(n) for n in range(1, 9)])
case("target-reject-reset", "REJECT with tcp-reset: sequence numbers by the flags of what came; none for a reset, for a later fragment, for a broken checksum or a cut header.",
     restore("""
     *filter
     -A FORWARD -p tcp -j REJECT --reject-with tcp-reset
     -A INPUT -p tcp -j REJECT --reject-with tcp-reset
     -A OUTPUT -p tcp --dport 9 -j REJECT --reject-with tcp-reset
     """),
     [t(flags="S", seq=100), t(flags="SA", seq=100, ack=55), t(flags="A", seq=100, ack=55), t(flags="PA", seq=1, ack=2, data=b"hello"),
      t(flags="F", seq=7), t(flags="FS", seq=7, data=b"xyz"), t(flags="R", seq=1), t(flags="RA", seq=1), t(flags="", seq=9),
      t(tcheck=0x1111), raw(ip(A, B, 6, b"\0" * 12)), raw(ip(A, B, 6, b"\0" * 24, frag=8)), t(dst=US0, seq=5), t(tos=0x10, ttl=3, seq=5),
      t(topts=mss(1460), seq=0xffffffff), local(tcp(US0, B, 1, 9, "S", seq=77)), t(doff=3), t(seq=1, frag=0x4000)])
case("target-reject-reset-local", "A reset to this host has its checksum left open, as nobody computes one for the loopback; one with no way back is counted all the same.",
     restore("""
     *filter
     -A OUTPUT -p tcp --dport 9 -j REJECT --reject-with tcp-reset
     """),
     [local(tcp(US0, US0, 1, 9, "S", seq=77)), local(tcp(US0, US1, 1, 9, "PA", seq=7, ack=9, data=b"hello")),
      t(dst=US0, seq=5), t(src="192.0.2.99", dst=US0, seq=5)])
case("target-reject-silent", "REJECT sends nothing in answer to ICMP errors, broadcast, multicast, later fragments, packets without a sender, and broken checksums.",
     restore("""
     *filter
     -A FORWARD -j REJECT
     -A INPUT -j REJECT
     """),
     [i(3, 1, data=udp(B, A, 1, 2)), i(11, 0, data=udp(B, A, 1, 2)), i(12, 0, data=udp(B, A, 1, 2)), i(5, 0, rest=b"\x0a\0\0\x01", data=udp(B, A, 1, 2)),
      i(4, 0, data=udp(B, A, 1, 2)), i(8), i(0), i(13), i(42),
      ("eth0", eth(BROADCAST, PEER % 1, udp(A, "10.0.0.255", 1, 2))),
      ("eth0", eth(BROADCAST, PEER % 1, udp(A, US0, 1, 2))),
      ("eth0", eth("01:00:5e:00:00:01", PEER % 1, udp(A, "224.0.0.1", 1, 2))),
      raw(ip(A, B, 17, b"\0" * 16, frag=3)), raw(udp(A, B, 1, 2, b"x" * 8, frag=MF)),
      u(ucheck=0x1111), u(ucheck=0), u(dst=US0, ucheck=0x1111), raw(ip(A, B, 17, b"\0\1")), raw(ip(A, B, 99, b"x")), e(US0),
      u(src="0.0.0.0", dst=US0), t(tcheck=0x1111), i(8, icheck=0x1111), u(ulen=4)])
case("target-reject-unchecked", "REJECT answers protocols whose checksum it cannot or need not verify: SCTP, UDP-Lite, DCCP, GRE, ESP, unknown ones.",
     restore("*filter\n-A FORWARD -j REJECT"),
     [raw(ip(A, B, n, b"\0\x16\0\x50\x12\x34\x56\x78" * 3)) for n in (132, 136, 33, 47, 50, 51, 200, 0)])
case("target-reject-quote", "REJECT quotes what fits in 576 bytes, with the IP options of the packet.",
     restore("*filter\n-A FORWARD -j REJECT"),
     [u(data=b"x" * n) for n in (0, 500, 520, 521, 1400)] + [u(opts=b"\x07\x0b\x04" + b"\0" * 8, data=b"y" * 9), u(tos=0x1c), u(tos=0xe0), u(opts=b"\1\1\1\0", data=b"x" * 600)])
case("target-reject-route", "REJECT answers by the way to the sender: another port, no way at all, or a rule on its OUTPUT.",
     restore("""
     *filter
     -A FORWARD -j REJECT --reject-with icmp-admin-prohibited
     -A OUTPUT -p icmp -d 10.0.0.1 -j DROP
     *mangle
     -A OUTPUT -p icmp
     -A POSTROUTING -p icmp
     """),
     [u(), u(src="10.2.0.1"), u(src="172.16.0.1"), u(src="10.1.0.1"), u(src="192.0.2.1"), u(src="10.0.0.77")],
     ports=("eth0", "eth1", "eth2"),
     more_net="ip route add blackhole 192.0.2.0/24\nip neigh add 10.0.0.77 lladdr 02:00:00:00:01:77 dev eth0")
case("target-tcpmss-set", "TCPMSS --set-mss: lowers the option, adds one where none is, leaves what is not a SYN.",
     restore("""
     *mangle
     -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000
     """),
     [t(topts=mss(1460)), t(topts=mss(1000)), t(topts=mss(536)), t(), t(topts=b"\1\1\1\1" + mss(9000)), t(flags="SA", topts=mss(1460)),
      t(flags="A", topts=mss(1460)), t(data=b"fast open"), t(topts=b"\x05\0\0\0"), t(topts=b"\2\3\5\0"), t(topts=b"\0\0\0\0" * 10),
      t(topts=b"\0\0" + mss(1460)), t(data=b"odd", topts=mss(1460)), t(doff=15), t(tcheck=0x1111, topts=mss(1460)), t(flags="SR", topts=mss(1460))])
case("target-tcpmss-clamp", "TCPMSS --clamp-mss-to-pmtu: by the smaller of the way out and the way back.",
     restore("""
     *filter
     -A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
     *mangle
     -A POSTROUTING -p tcp --syn -d 10.1.0.1 --dport 81 -j TCPMSS --clamp-mss-to-pmtu
     """),
     [t(topts=mss(1460)), t(topts=mss(1200)), t(), t(dst="192.0.2.1", topts=mss(1460)), t(dst="192.0.2.1", topts=mss(900)), t(dst="192.0.2.1"),
      raw(tcp(B, A, 1, 2, "S", topts=mss(1460)), 2), t(81, topts=mss(1460)), t(src="198.51.100.1", topts=mss(1460))],
     more_net="""
     ip link set eth1 mtu 1400
     ip route add 192.0.2.0/24 via 10.1.0.1 mtu 1000
     ip route add 198.51.100.0/24 via 10.0.0.1 mtu 800
     """)
case("target-trace", "TRACE in raw marks a packet for the log and changes nothing.",
     restore("""
     *raw
     -A PREROUTING -p udp --dport 53 -j TRACE
     -A OUTPUT -j TRACE
     *filter
     :chain - [0:0]
     -A FORWARD -j chain
     -A chain -p udp -j RETURN
     -A FORWARD -p udp --dport 53 -j DROP
     """),
     [u(53), u(54), local(udp(US0, B, 1, 2))])
case("target-mangled-then-rejected", "The error quotes the packet as the rules before have left it.",
     restore("""
     *mangle
     -A PREROUTING -j TTL --ttl-set 33
     -A PREROUTING -j TOS --set-tos 0x48
     *filter
     -A FORWARD -j REJECT
     """),
     [u(ttl=5, tos=3), t(), e()])

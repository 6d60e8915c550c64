# SPDX-License-Identifier: GPL-2.0-or-later
"""Each match, with its inversions and its edges."""
import struct

from pkt import DF, MF, arp_request, eth, icmp, ip, mss, ping, tcp, to, udp, MAC, PEER

from .table import A, B, US0, US1, apart, case, count, e, i, local, raw, restore, t, u

case("match-tcp-ports", "tcp: ports, ranges, open ranges, inversions; other protocols never match.",
     count("FORWARD", [
         "-p tcp --dport 80", "-p tcp --dport 80:90", "-p tcp --dport :79", "-p tcp --dport 81:",
         "-p tcp ! --dport 80", "-p tcp --sport 2000", "-p tcp ! --sport 2000:2001",
         "-p tcp --sport 0:65535", "-p tcp --sport 2000 --dport 443"]),
     [t(80), t(79), t(81), t(90), t(91), t(0), t(65535), t(443), t(443, sport=2001), t(443, sport=2002),
      u(80), i()])
case("match-tcp-flags", "tcp: --tcp-flags mask and comparison, --syn, inversions.",
     count("FORWARD", [
         "-p tcp --syn", "-p tcp ! --syn", "-p tcp --tcp-flags ALL NONE", "-p tcp --tcp-flags ALL ALL",
         "-p tcp --tcp-flags SYN,FIN SYN,FIN", "-p tcp --tcp-flags ACK ACK",
         "-p tcp ! --tcp-flags RST RST", "-p tcp --tcp-flags URG,PSH PSH"]),
     [t(flags=f) for f in ("S", "SA", "A", "", "FSRPAU", "SF", "R", "RA", "PA", "UA", "SEC", "FPU")])
case("match-tcp-option", "tcp: --tcp-option finds an option, also behind others; a bad length ends the search.",
     count("FORWARD", ["-p tcp --tcp-option 2", "-p tcp ! --tcp-option 2", "-p tcp --tcp-option 8",
                       "-p tcp --tcp-option 1"]),
     [t(topts=mss(1460)), t(), t(topts=b"\1\1\1\1"), t(topts=b"\1\1" + mss(536) + b"\x08\x0a" + b"\0" * 8),
      t(topts=b"\x05\0" + mss(536)), t(topts=b"\x05\1\2\4"), t(topts=b"\0\0\2\4")])
case("match-tcp-hotdrop", "tcp: a header that is cut short or lies in a fragment at offset 1 is dropped at the rule; doff below 5 drops only where options are asked for.",
     restore("""
     *filter
     -A FORWARD -p tcp --tcp-option 7 -j ACCEPT
     -A FORWARD -p tcp --dport 80 -j ACCEPT
     -A FORWARD -p tcp -j ACCEPT
     """),
     [t(doff=4), t(doff=0), t(doff=15), raw(ip(A, B, 6, b"\x07\xd0\0\x50")), raw(ip(A, B, 6)),
      raw(ip(A, B, 6, b"\0" * 24, frag=1)), raw(ip(A, B, 6, b"\0" * 24, frag=2)),
      raw(ip(A, B, 6, b"\0" * 19))])
case("match-tcp-hotdrop-counters", "A packet that a match drops outright counts in no rule behind it, nor in the policy.",
     restore("""
     *filter
     -A FORWARD -p tcp
     -A FORWARD -p tcp --dport 1
     -A FORWARD -p tcp
     """),
     [t(), raw(ip(A, B, 6, b"\0" * 12)), raw(ip(A, B, 17, b"\0" * 4))])
case("match-udp", "udp: ports, ranges, inversions; a header cut short is dropped at the rule, a wrong length is not.",
     restore("""
     *filter
     -A FORWARD -p udp --dport 53
     -A FORWARD -p udp ! --dport 53
     -A FORWARD -p udp --sport 1000:1001 --dport 50:60
     -A FORWARD -p udp ! --sport 1000
     -A FORWARD -p udp --dport 1024:
     """),
     [u(53), u(54), u(60, 1001), u(61), u(53, 1002), u(5000), u(53, ulen=4), u(53, ucheck=0),
      u(53, ucheck=0x1234), raw(ip(A, B, 17, b"\0\0\0")), raw(ip(A, B, 17, b"\0" * 16, frag=5)), t(53)])
case("match-icmp", "icmp: types by number, code and name, any, inversions; a header cut short is dropped.",
     count("FORWARD", ["-p icmp --icmp-type 8", "-p icmp --icmp-type echo-reply", "-p icmp --icmp-type 3/1",
                       "-p icmp --icmp-type port-unreachable", "-p icmp --icmp-type any",
                       "-p icmp ! --icmp-type 8", "-p icmp --icmp-type 3", "-p icmp ! --icmp-type 3/3"]),
     [i(8), i(0), i(3, 1), i(3, 3), i(3, 0), i(11), i(255), i(8, 7), u(),
      raw(ip(A, B, 1, b"\x08\0")), raw(ip(A, B, 1, b"\x08\0\0\0\0\0\0\0", frag=1))])
case("match-multiport", "multiport: sources, destinations, either, ranges, all inverted, 15 ports, each protocol with ports.",
     count("FORWARD", [
         "-p tcp -m multiport --dports 80,443,8000:8010", "-p tcp -m multiport ! --dports 80,443",
         "-p udp -m multiport --sports 1000,1002", "-p udp -m multiport ! --sports 1000:1002",
         "-p tcp -m multiport --ports 2000,80", "-p tcp -m multiport ! --ports 2000:2002",
         "-p sctp -m multiport --dports 80", "-p dccp -m multiport --dports 80",
         "-p udplite -m multiport --dports 53",
         "-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,80"]),
     [t(80), t(443), t(8000), t(8010), t(8011), t(81, sport=80), t(81, sport=1), u(53), u(53, 1001),
      u(53, 1003), raw(ip(A, B, 132, struct.pack("!HH8x", 5, 80))),
      raw(ip(A, B, 33, struct.pack("!HH8x", 5, 80))), raw(ip(A, B, 136, struct.pack("!HH4x", 5, 53)))])
case("match-multiport-short", "multiport: ports cut off drop the packet; a later fragment does not match.",
     restore("""
     *filter
     -A FORWARD -p tcp -m multiport --dports 80 -j ACCEPT
     -A FORWARD -p tcp -m multiport ! --dports 80 -j ACCEPT
     """),
     [raw(ip(A, B, 6, b"\0\1")), raw(ip(A, B, 6, b"\0\1\0\x50")), raw(ip(A, B, 6, b"\0" * 8, frag=3)), t()])
case("match-comment", "comment: always true, and comes back from -save as it was written.",
     r"""
     iptables -A FORWARD -m comment --comment word
     iptables -A FORWARD -m comment --comment "two words and a \"quote\""
     iptables -A FORWARD -m comment --comment 'back\slash $dollar' -j DROP
     """,
     [u(), t()])
case("match-mark", "mark: value, mask, inversion; marks come from mangle.",
     restore("""
     *mangle
     -A PREROUTING -p udp --dport 1 -j MARK --set-mark 1
     -A PREROUTING -p udp --dport 2 -j MARK --set-mark 0x12345678
     -A PREROUTING -p udp --dport 3 -j MARK --set-mark 0xffffffff
     *filter
     -A FORWARD -m mark --mark 0
     -A FORWARD -m mark --mark 1
     -A FORWARD -m mark ! --mark 1
     -A FORWARD -m mark --mark 0x5600/0xff00
     -A FORWARD -m mark --mark 1/1
     -A FORWARD -m mark ! --mark 0/0xf0
     -A FORWARD -m mark --mark 0xffffffff -j DROP
     """),
     [u(1), u(2), u(3), u(4)])
case("match-mac", "mac: the frame's source address, inverted too; a locally made packet has none.",
     restore("""
     *raw
     -A PREROUTING -m mac --mac-source 02:00:00:00:01:01
     -A PREROUTING -m mac ! --mac-source 02:00:00:00:01:01
     *filter
     -A INPUT -m mac --mac-source 02:00:00:00:01:01
     -A INPUT -m mac ! --mac-source 02:00:00:00:01:01
     -A FORWARD -m mac --mac-source 02:00:00:00:01:aa -j DROP
     """),
     [u(), ("eth0", eth(MAC % 1, "02:00:00:00:01:aa", udp(A, B, 1, 2))), e(US0),
      local(udp(US0, US1, 1, 2)), ("eth0", eth(MAC % 1, "03:00:00:00:01:01", udp(A, US0, 1, 2)))])
case("match-limit-burst", "limit: the burst passes at one moment, the rest does not; credit comes back with time and stops at the burst.",
     count("FORWARD", ["-m limit --limit 1/sec --limit-burst 3", "-m limit --limit 2/min --limit-burst 1",
                       "-m limit --limit 10/sec", "-m limit"]),
     [u(at=0.0)] * 8 + [u(at=x / 4) for x in range(1, 30)] + [u(at=100.0)] * 8)
case("match-limit-units", "limit: per hour and per day, and a rate that does not divide the second.",
     restore("""
     *filter
     -A FORWARD -m limit --limit 6/hour --limit-burst 2 -j ACCEPT
     -A FORWARD -m limit --limit 3/day --limit-burst 1
     -A FORWARD -m limit --limit 7/sec --limit-burst 1
     -A FORWARD -j DROP
     """),
     [u(at=float(x)) for x in (0, 1, 2, 300, 599, 600, 601, 1200, 28799, 28801, 60000)])
case("match-limit-shared", "limit: credit belongs to the rule; each change of the table begins it anew for changed and unchanged rules alike.",
     """
     iptables -A FORWARD -p udp -m limit --limit 1/min --limit-burst 2 -j ACCEPT
     iptables -A FORWARD -p tcp -m limit --limit 1/min --limit-burst 2 -j ACCEPT
     iptables -P FORWARD DROP
     """,
     [u(at=0.0), u(at=0.0), u(at=0.0), t(), t(), t(), u(at=1.0), u(at=1.0), t()],
     before={7: "iptables-legacy -A FORWARD -p icmp -j ACCEPT\n"})
case("match-length", "length: the total length of the IP header, single, range, open, inverted.",
     count("FORWARD", ["-m length --length 32", "-m length --length 28:40", "-m length --length :32",
                       "-m length --length 41:", "-m length ! --length 32", "-m length ! --length 0:40"]),
     [u(data=b"x" * n) for n in (0, 3, 4, 5, 12, 13, 1000)] + [raw(udp(A, B, 1, 2, b"abcd") + b"pad")])
case("match-ttl", "ttl: eq, lt, gt and inversion, before and after the router takes one.",
     restore("""
     *mangle
     -A PREROUTING -m ttl --ttl-eq 64
     -A PREROUTING -m ttl ! --ttl-eq 64
     -A PREROUTING -m ttl --ttl-lt 2
     -A PREROUTING -m ttl --ttl-gt 64
     -A FORWARD -m ttl --ttl-eq 63
     -A POSTROUTING -m ttl --ttl-eq 63
     """),
     [u(ttl=n) for n in (0, 1, 2, 63, 64, 65, 255)])
case("match-tos", "tos: value, mask, name, inversion.",
     count("FORWARD", ["-m tos --tos 0x10/0x3f", "-m tos --tos 0x10", "-m tos ! --tos 0x10", "-m tos --tos 0/0x1c",
                       "-m tos --tos Maximize-Throughput", "-m tos ! --tos 8/8"]),
     [u(tos=n) for n in (0, 0x10, 0x11, 0x90, 8, 0x1c, 0xff)])
case("match-dscp", "dscp: number, class, inversion; the two ECN bits do not count.",
     count("FORWARD", ["-m dscp --dscp 10", "-m dscp --dscp-class AF11", "-m dscp ! --dscp 10", "-m dscp --dscp-class EF",
                       "-m dscp --dscp 0", "-m dscp ! --dscp-class CS6"]),
     [u(tos=n) for n in (0, 3, 40, 41, 43, 184, 192, 255)])
case("match-iprange", "iprange: source, destination, both, inverted, a range of one.",
     count("FORWARD", ["-m iprange --src-range 10.0.0.1-10.0.0.9", "-m iprange ! --src-range 10.0.0.1-10.0.0.9",
                       "-m iprange --dst-range 10.1.0.1-10.1.0.1",
                       "-m iprange --src-range 10.0.0.2-10.0.1.0 --dst-range 10.1.0.0-10.1.0.255",
                       "-m iprange ! --dst-range 9.0.0.0-10.0.255.255", "-m iprange --src-range 128.0.0.0-255.255.255.255"]),
     [u(src=s) for s in (A, "10.0.0.2", "10.0.0.9", "10.0.0.10", "10.0.1.0", "10.0.1.1", "200.1.2.3")])
case("match-addrtype", "addrtype: each type by source and destination, inverted.",
     count("PREROUTING", ["-m addrtype --dst-type %s" % x for x in
                          ("LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE",
                           "PROHIBIT", "UNSPEC", "ANYCAST", "THROW", "NAT", "XRESOLVE")]
           + ["-m addrtype --src-type LOCAL", "-m addrtype --src-type UNICAST", "-m addrtype ! --src-type UNICAST",
              "-m addrtype ! --dst-type LOCAL,BROADCAST", "-m addrtype --src-type BROADCAST,UNSPEC"], "mangle"),
     apart([u(), u(dst=US0), u(dst=US1), u(dst="10.0.0.255"), u(dst="255.255.255.255"), u(dst="224.0.0.1"),
      u(dst="192.0.2.1"), u(dst="198.51.100.1"), u(dst="203.0.113.1"), u(dst="203.0.113.200"),
      u(dst="10.0.0.0"), u(src="0.0.0.0"), u(src=US1), u(src="10.0.0.255"), u(dst="127.0.0.1"), u(src="8.8.8.8")]),
     more_net="""
     ip route add blackhole 192.0.2.0/24
     ip route add unreachable 198.51.100.0/24
     ip route add prohibit 203.0.113.0/25
     ip route add throw 203.0.113.128/25
     """)
case("match-addrtype-iface", "addrtype: --limit-iface-in and --limit-iface-out look at the addresses of one interface.",
     restore("""
     *mangle
     -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in
     -A PREROUTING -m addrtype ! --dst-type LOCAL --limit-iface-in
     -A PREROUTING -m addrtype --dst-type LOCAL
     -A POSTROUTING -m addrtype --src-type LOCAL --limit-iface-out
     -A POSTROUTING -m addrtype ! --src-type LOCAL --limit-iface-out
     -A FORWARD -m addrtype --src-type UNICAST --limit-iface-in --dst-type UNICAST
     """),
     [u(dst=US0), u(dst=US1), u(), local(udp(US0, B, 1, 2)), local(udp(US1, B, 1, 2))])
case("match-pkttype", "pkttype: unicast, broadcast and multicast as the frame said; what was for another host is never seen.",
     count("PREROUTING", ["-m pkttype --pkt-type unicast", "-m pkttype --pkt-type broadcast", "-m pkttype --pkt-type multicast",
                          "-m pkttype ! --pkt-type unicast"], "mangle"),
     [u(), ("eth0", eth("ff:ff:ff:ff:ff:ff", PEER % 1, udp(A, "10.0.0.255", 1, 2))),
      ("eth0", eth("ff:ff:ff:ff:ff:ff", PEER % 1, udp(A, B, 1, 2))),
      ("eth0", eth("ff:ff:ff:ff:ff:ff", PEER % 1, udp(A, US0, 1, 2))),
      ("eth0", eth("01:00:5e:00:00:01", PEER % 1, udp(A, "224.0.0.1", 1, 2))),
      ("eth0", eth("01:00:5e:00:00:01", PEER % 1, udp(A, US0, 1, 2))),
      ("eth0", eth("02:00:00:00:99:99", PEER % 1, udp(A, US0, 1, 2)))])
case("match-pkttype-loopback", "pkttype: a packet to ourselves through lo is of no wire type at OUTPUT; on the way in unicast or, by its address, multicast.",
     restore("""
     *mangle
     -A OUTPUT -m pkttype --pkt-type unicast
     -A OUTPUT -m pkttype --pkt-type broadcast
     -A OUTPUT -m pkttype --pkt-type multicast
     -A INPUT -m pkttype --pkt-type unicast
     -A INPUT -m pkttype --pkt-type broadcast
     -A INPUT -m pkttype --pkt-type multicast
     """),
     [local(udp("127.0.0.1", "127.0.0.1", 1, 2)), local(udp(US0, US1, 1, 2)),
      local(udp(US0, "224.0.0.5", 1, 2)), local(udp(US0, B, 1, 2))])
case("match-statistic-nth", "statistic: every nth packet, from a chosen one, inverted.",
     count("FORWARD", ["-m statistic --mode nth --every 3 --packet 0", "-m statistic --mode nth --every 3 --packet 2",
                       "-m statistic --mode nth ! --every 3 --packet 1", "-m statistic --mode nth --every 1 --packet 0",
                       "-m statistic --mode nth --every 100 --packet 5"]),
     [u(n) for n in range(10, 21)])
case("match-statistic-sure", "statistic: random mode with probability 0 and 1 is no matter of chance.",
     count("FORWARD", ["-m statistic --mode random --probability 1.0", "-m statistic --mode random --probability 0",
                       "-m statistic --mode random ! --probability 1.0"]),
     [u(n) for n in range(10, 15)])
case("match-statistic-spread", "statistic: nth rules in a row deal packets out to three chains.",
     restore("""
     *filter
     :one - [0:0]
     :two - [0:0]
     -A FORWARD -p udp -m statistic --mode nth --every 3 --packet 0 -j one
     -A FORWARD -p udp -m statistic --mode nth --every 2 --packet 0 -j two
     -A FORWARD -p udp -j DROP
     -A one -j ACCEPT
     -A two -j REJECT
     """),
     [u(n) for n in range(10, 20)])
case("match-time", "time: of day, days of the week and month, dates, contiguous, in the namespace's clock (it begins at 2023-11-14 22:13:20 UTC, a Tuesday).",
     count("FORWARD", [
         "-m time --timestart 22:00 --timestop 23:00", "-m time --timestart 22:13:25", "-m time --timestop 22:13:25",
         "-m time --timestart 23:00 --timestop 22:14", "-m time --weekdays Tue", "-m time ! --weekdays Tue",
         "-m time --weekdays Mon,Wed", "-m time --monthdays 14", "-m time ! --monthdays 14", "-m time --monthdays 15,16",
         "-m time --datestart 2023-11-14T22:13:30", "-m time --datestop 2023-11-14T22:13:30",
         "-m time --timestart 23:00 --timestop 01:00 --weekdays Tue",
         "-m time --timestart 23:00 --timestop 01:00 --weekdays Tue --contiguous", "-m time --kerneltz --timestart 22:00"]),
     [u(at=float(x)) for x in (0, 4, 6, 12, 60, 3000, 7000, 10500, 90000)])
case("match-owner", "owner: uid and gid of the socket's opener, ranges, socket-exists, inverted; POSTROUTING sees forwarded packets, which have none.",
     restore("""
     *filter
     -A OUTPUT -m owner --uid-owner 0
     -A OUTPUT -m owner ! --uid-owner 0
     -A OUTPUT -m owner --uid-owner 1-100
     -A OUTPUT -m owner --gid-owner 0
     -A OUTPUT -m owner ! --gid-owner 0-5
     -A OUTPUT -m owner --socket-exists
     -A OUTPUT -m owner ! --socket-exists
     *mangle
     -A POSTROUTING -m owner --uid-owner 0
     -A POSTROUTING -m owner ! --uid-owner 0
     -A POSTROUTING -m owner --socket-exists
     -A POSTROUTING -m owner ! --socket-exists
     """),
     [local(udp(US0, B, 1, 2)), u(), local(udp(US0, US1, 1, 2)), e(US0)], keep_local=True)
case("match-quota", "quota: bytes run out; the packet that does not fit ends it; inverted it begins there.",
     restore("""
     *filter
     -A FORWARD -m quota --quota 100
     -A FORWARD -m quota ! --quota 100
     -A FORWARD -m quota --quota 0
     -A FORWARD -m quota --quota 64 -j ACCEPT
     -A FORWARD -j DROP
     """),
     [u(data=b"x" * n) for n in (4, 12, 0, 4, 4, 0, 0)])
case("match-together", "Several matches in one rule: all must hold, in the order in which they stand; state moves only when those before held.",
     restore("""
     *filter
     -A FORWARD -p udp -m udp --dport 53 -m length --length 30:40 -m ttl --ttl-gt 10 -m statistic --mode nth --every 2 --packet 0
     -A FORWARD -m statistic --mode nth --every 2 --packet 0 -p udp -m udp --dport 53
     -A FORWARD -p udp -m multiport --dports 53,54 -m limit --limit 1/min --limit-burst 2 -m comment --comment x -j DROP
     """),
     [u(53), u(54), u(53), u(53, data=b"x" * 50), u(53, ttl=5), u(53), u(54), u(53)])
case("match-fragment", "-f and ! -f: later fragments and all others; ports are unknown in them.",
     restore("""
     *filter
     -A FORWARD -f
     -A FORWARD ! -f
     -A FORWARD -p udp --dport 53
     -A FORWARD -p udp
     -A FORWARD -p icmp --icmp-type 8
     """),
     [raw(ip(A, B, 17, b"\0\x35" * 12, frag=4)), u(frag=DF), raw(udp(A, B, 1, 53, b"x" * 16, frag=MF)),
      raw(ip(A, B, 17, b"\0\x35" * 12, frag=4 | MF)), raw(ip(A, B, 1, b"\x08\0" * 8, frag=2)), u()])
case("match-ip-part", "The rule's own fields: addresses with masks, also odd ones, interfaces with wildcards, protocol, all inverted.",
     restore("""
     *filter
     -A FORWARD -s 10.0.0.1
     -A FORWARD ! -s 10.0.0.1
     -A FORWARD -s 10.0.0.0/30
     -A FORWARD -s 10.0.0.1/255.0.0.255
     -A FORWARD -d 10.1.0.0/16
     -A FORWARD ! -d 10.1.0.0/25
     -A FORWARD -i eth0
     -A FORWARD ! -i eth0
     -A FORWARD -i eth+
     -A FORWARD -o eth+ ! -i eth1
     -A FORWARD -o e+
     -A FORWARD ! -o eth+
     -A FORWARD -o eth
     -A FORWARD -i eth00+
     -A FORWARD -p 17
     -A FORWARD ! -p udp
     -A FORWARD -p 6 -s 10.9.0.1/255.0.255.255 -i eth0 -o eth1
     """),
     [u(), u(src="10.0.0.3"), u(src="10.0.0.4"), u(src="10.77.0.1"), t(src="10.9.0.1"),
      raw(udp(B, A, 1, 2), 2), raw(ip(A, "10.1.0.1", 99)), raw(ip(A, "10.1.0.1", 0)),
      raw(ping("10.1.0.130", A), 2)])

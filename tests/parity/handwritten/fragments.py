# SPDX-License-Identifier: GPL-2.0-or-later
"""IPv4 fragments: put together for us, passed on, cut on the way out."""
from .table import A, B, US0, case, count, local, raw
from pkt import DF, MF, ip, ping, tcp, udp


def pieces(datagram, *cuts, flags=0):
    """The fragments of a datagram that is cut at payload offsets."""
    hlen = (datagram[0] & 15) * 4
    head, payload = datagram[:hlen], datagram[hlen:]
    ends = list(cuts) + [len(payload)]
    return [piece(head, payload, a, b, b < len(payload), flags=flags) for a, b in zip([0] + ends, ends)]


def piece(head, payload, start, end, more, flags=0, tos=None, opts=None, ttl=None):
    src, dst = (".".join(map(str, head[o:o + 4])) for o in (12, 16))
    return ip(src, dst, head[9], payload[start:end], ttl=head[8] if ttl is None else ttl,
              ident=head[4] << 8 | head[5], tos=head[1] if tos is None else tos,
              frag=start // 8 | (MF if more else 0) | flags,
              opts=head[20:] if opts is None else opts)


class Datagram:
    """cut(start, end): a fragment of it, whatever that overlaps."""

    def __init__(self, datagram):
        hlen = (datagram[0] & 15) * 4
        self.head, self.payload = datagram[:hlen], datagram[hlen:]

    def cut(self, start, end=None, more=None, **kw):
        end = len(self.payload) if end is None else end
        return piece(self.head, self.payload, start, end,
                     end < len(self.payload) if more is None else more, **kw)


def echo(n=1, size=56, dst=US0, **kw):
    return Datagram(ping(A, dst, n=n, data=bytes(i & 255 for i in range(size)), **kw))


def in_(*frags, at=None):
    return [raw(f, at=at) for f in frags]


D = echo()          # 64 bytes behind the header
COUNTERS = count("INPUT", ["-f", "! -f -p icmp", "-p icmp -m length --length 84"])

case("frag_in_order", "A request in three fragments is answered whole.", COUNTERS,
     in_(D.cut(0, 24), D.cut(24, 48), D.cut(48)))
case("frag_backwards", "The order of fragments does not matter.", COUNTERS,
     in_(D.cut(48), D.cut(24, 48), D.cut(0, 24)))
case("frag_middle_last", "Middle last; the answer goes out with the packet that made it whole.", COUNTERS,
     in_(D.cut(48), D.cut(0, 24), D.cut(24, 48)))
case("frag_duplicate", "An exact duplicate is ignored.", COUNTERS,
     in_(D.cut(0, 24), D.cut(0, 24), D.cut(24, 48), D.cut(24, 48), D.cut(48)))
case("frag_duplicate_in_run", "A fragment within a run is a duplicate, even if it was not sent so.", COUNTERS,
     in_(D.cut(0, 24), D.cut(24, 48), D.cut(16, 32), D.cut(48)))
case("frag_duplicate_across_runs", "Across two runs it is an overlap, and all goes.", COUNTERS,
     in_(D.cut(24, 48), D.cut(0, 24), D.cut(16, 32), D.cut(48)))
case("frag_overlap_behind", "An overlap with the end drops the whole queue.", COUNTERS,
     in_(D.cut(0, 24), D.cut(16, 48), D.cut(48), D.cut(0, 24), D.cut(24, 48)))
case("frag_overlap_before", "So does one with the beginning.", COUNTERS,
     in_(D.cut(24, 48), D.cut(0, 32), D.cut(0, 24), D.cut(48), D.cut(24, 48)))
case("frag_covers", "A fragment that covers a smaller one overlaps.", COUNTERS,
     in_(D.cut(16, 24), D.cut(8, 32), D.cut(0)))
case("frag_timeout", "A hole: after 30 s the sender is told, with the first fragment quoted.", COUNTERS,
     in_(D.cut(0, 24), D.cut(48)) + [raw(echo(2, 8).cut(0), at=40.0)])
case("frag_timeout_twice", "Each datagram has its own time.", COUNTERS,
     in_(D.cut(0, 24)) + [raw(echo(2, ident=9).cut(0, 24), at=5.0), raw(echo(3, ident=10).cut(0, 24), at=10.0),
                          raw(echo(4, 8).cut(0), at=60.0)])
case("frag_timeout_no_first", "Without the first fragment nobody is told.", COUNTERS,
     in_(D.cut(24, 48), D.cut(48)) + [raw(echo(2, 8).cut(0), at=40.0)])
case("frag_timeout_second_part", "What comes after the time begins anew.", COUNTERS,
     in_(D.cut(0, 24), D.cut(24, 48)) + [raw(D.cut(48), at=45.0), raw(D.cut(0, 24), at=45.0),
                                         raw(D.cut(24, 48), at=45.0)])
case("frag_timeout_sysctl", "ipfrag_time shortens the wait.", "sysctl -qw net.ipv4.ipfrag_time=2",
     in_(D.cut(0, 24)) + [raw(D.cut(24), at=1.0), raw(echo(2, ident=5).cut(0, 24), at=2.0),
                          raw(echo(2, ident=5).cut(24), at=6.0)])
case("frag_timeout_broadcast", "No error about a broadcast's fragments.", COUNTERS,
     in_(echo(dst="10.0.0.255").cut(0, 24)) + [raw(echo(2, 8).cut(0), at=40.0)])
case("frag_beyond_end", "A fragment behind the last one drops all.", COUNTERS,
     in_(D.cut(40), D.cut(0, 24), echo(size=200).cut(64, 80), D.cut(24, 40)))
case("frag_end_moves", "A second last fragment with another end drops all.", COUNTERS,
     in_(D.cut(40), echo(size=100).cut(64), D.cut(0, 40)))
case("frag_end_twice", "The last fragment twice is a duplicate.", COUNTERS,
     in_(D.cut(40), D.cut(40), D.cut(0, 40)))
case("frag_last_inside", "A last fragment that ends before what is there drops all.", COUNTERS,
     in_(D.cut(40, 64, more=True), D.cut(24, 48, more=False), D.cut(0, 24)))
case("frag_odd_length", "Of a fragment that is not the last only whole words of eight count.", COUNTERS,
     in_(D.cut(0, 29), D.cut(24)))
case("frag_odd_length_hole", "Cut to words it leaves a hole.", COUNTERS,
     in_(D.cut(0, 29), D.cut(32), D.cut(24, 32)))
case("frag_tiny", "Less than eight bytes and more to come: nothing is left of it.", COUNTERS,
     in_(D.cut(0, 7), D.cut(0, 24), D.cut(24)))
case("frag_empty_last", "A last fragment without bytes drops the queue.", COUNTERS,
     in_(D.cut(0, 24), D.cut(64), D.cut(24)))
case("frag_one_byte_last", "One byte may be the last.", COUNTERS,
     in_(echo(size=57).cut(0, 64), echo(size=57).cut(64)))
case("frag_ids", "Datagrams are told apart by their id.", COUNTERS,
     in_(echo(1, ident=7).cut(0, 24), echo(2, ident=8).cut(0, 24), echo(2, ident=8).cut(24),
         echo(1, ident=7).cut(24)))
case("frag_protocols", "And by their protocol.", COUNTERS + "\n",
     in_(D.cut(0, 24), Datagram(udp(A, US0, 5, 6, bytes(56))).cut(24), D.cut(24)))
case("frag_two_devices", "Fragments may come by two devices.", COUNTERS,
     [raw(D.cut(0, 24)), raw(D.cut(24), port=2)])
case("frag_udp_closed", "The unreachable port is told by the whole datagram, of which the first bytes are quoted.", "",
     in_(*[Datagram(udp(A, US0, 5, 6, bytes(1000))).cut(a, b) for a, b in ((0, 400), (400, 800), (800, None))]))
case("frag_bad_checksum", "The sum is checked over the whole.", "",
     in_(*[Datagram(udp(A, US0, 5, 6, bytes(200), ucheck=0x1234)).cut(a, b) for a, b in ((0, 96), (96, None))]))
case("frag_tcp_reset", "A SYN with data in two fragments is reset; its header lies in both.", "",
     in_(*[Datagram(tcp(A, US0, 5, 6, "S", seq=100, data=bytes(30))).cut(a, b)
           for a, b in ((0, 8), (8, None))]))
for n, (a, b) in enumerate([(0, 0), (0, 1), (1, 1), (1, 2), (2, 3), (1, 3), (3, 3), (0, 3), (0, 2)]):
    case("frag_ecn_%d_%d" % (a, b), "ECN %d and %d in one datagram." % (a, b), COUNTERS,
         in_(D.cut(0, 24, tos=a), D.cut(24, tos=b)))
case("frag_ecn_three", "ECT(0), ECT(1) and CE together are CE.", COUNTERS,
     in_(D.cut(0, 24, tos=1), D.cut(24, 48, tos=2), D.cut(48, tos=3)))
case("frag_tos_of_first", "TOS and TTL are the first fragment's.", count("INPUT", ["-m ttl --ttl-eq 9", "-m ttl --ttl-eq 200",
     "-m dscp --dscp 8", "-m dscp --dscp 10"]),
     in_(D.cut(24, tos=40, ttl=200), D.cut(0, 24, tos=32, ttl=9)))
case("frag_options", "Options of the first fragment are the datagram's: the answer has them.", "",
     in_(D.cut(24, opts=b""), D.cut(0, 24, opts=b"\x07\x07\x04\0\0\0\0\0")))
case("frag_df", "DF on fragments.", COUNTERS, in_(D.cut(0, 24, flags=DF), D.cut(24, flags=DF)))
case("frag_thresh_zero", "With high_thresh 0 nothing is put together.",
     "sysctl -qw net.ipv4.ipfrag_low_thresh=0 net.ipv4.ipfrag_high_thresh=0", in_(D.cut(0, 24), D.cut(24)))
case("frag_thresh_small", "Above high_thresh fragments are dropped, also of datagrams that are there.",
     "sysctl -qw net.ipv4.ipfrag_low_thresh=0 net.ipv4.ipfrag_high_thresh=1500",
     in_(*[echo(n, ident=n).cut(0, 24) for n in range(1, 6)], *[echo(n, ident=n).cut(24) for n in range(1, 6)]))
case("frag_thresh_sysctl", "The two thresholds hold each other.", """
     try sysctl -w net.ipv4.ipfrag_high_thresh=1000
     try sysctl -w net.ipv4.ipfrag_low_thresh=5000000
     try sysctl -w net.ipv4.ipfrag_low_thresh=-1
     try sysctl -w net.ipv4.ipfrag_high_thresh=5000000000
     try sysctl -w net.ipv4.ipfrag_max_dist=-1
     try sysctl -w net.ipv4.ipfrag_time=-3
     try sysctl -w net.ipv4.ipfrag_time=x
     try sysctl net.ipv4.ipfrag_high_thresh net.ipv4.ipfrag_low_thresh net.ipv4.ipfrag_time net.ipv4.ipfrag_max_dist
     """, [])
case("frag_max_dist", "Too many other fragments in between: the datagram begins anew.",
     "sysctl -qw net.ipv4.ipfrag_max_dist=2",
     in_(D.cut(0, 24), *[echo(n, ident=100 + n).cut(0, 24) for n in range(3)], D.cut(24),
         D.cut(0, 24), D.cut(24)))
case("frag_oversize", "More than 65535 bytes are too much.", COUNTERS,
     in_(*[ip(A, US0, 1, bytes(1480), ident=3, frag=o // 8 | MF) for o in range(0, 65120, 1480)],
         ip(A, US0, 1, bytes(1480), ident=3, frag=65120 // 8)))
case("frag_largest", "A datagram of 60000 bytes: the answer is cut.", "",
     in_(*pieces(ping(A, US0, data=bytes(i & 255 for i in range(60000))), *range(1480, 60008, 1480))))
case("frag_forwarded_apart", "Passed on, a fragment is a packet like any other.", count("FORWARD", ["-f", "! -f", "-p udp --dport 6"]),
     in_(*pieces(udp(A, B, 5, 6, bytes(100)), 24, 64)))
case("frag_cut_forward", "What is larger than the way out is cut.", count("POSTROUTING", ["-f", "! -f"], "mangle"),
     in_(udp(A, B, 5, 6, bytes(i & 255 for i in range(1400)))), more_net="ip link set eth1 mtu 576")
case("frag_cut_df", "With DF it is not, and the sender is told.", "",
     in_(udp(A, B, 5, 6, bytes(1400), frag=DF)), more_net="ip link set eth1 mtu 576")
case("frag_cut_fragment", "A fragment is cut into smaller ones.", "",
     in_(*pieces(udp(A, B, 5, 6, bytes(i & 255 for i in range(2600))), 1400)), more_net="ip link set eth1 mtu 600")
case("frag_cut_options", "Of the options only those that must be are copied.", "",
     in_(udp(A, B, 5, 6, bytes(700), opts=b"\x82\x0b" + bytes(9) + b"\x07\x0b\x04" + bytes(8) + b"\x94\x04\0\0")),
     more_net="ip link set eth1 mtu 296")
case("frag_cut_odd_mtu", "Fragments end at words of eight.", "",
     in_(udp(A, B, 5, 6, bytes(i & 255 for i in range(1200)))), more_net="ip link set eth1 mtu 301")
case("frag_cut_route_mtu", "A route's MTU counts, too.", "",
     in_(udp(A, "10.1.0.77", 5, 6, bytes(1200))),
     more_net="ip route add 10.1.0.77 via 10.1.0.1 mtu 500")
case("frag_cut_ttl", "An error about a packet that would be cut quotes it whole.", "",
     in_(udp(A, B, 5, 6, bytes(1200), ttl=1)), more_net="ip link set eth1 mtu 296")
case("frag_cut_reply", "An answer of our own is cut.", "",
     in_(ping(A, US0, data=bytes(i & 255 for i in range(1400)))), more_net="ip link set eth0 mtu 576")
case("frag_local_out", "The stack's own fragments leave as they are.", count("OUTPUT", ["-f", "! -f"]),
     [local(f) for f in pieces(udp(US0, A, 5, 6, bytes(100)), 24, 64)])
case("frag_to_self", "And come together again by lo.", count("INPUT", ["-f", "-p udp --dport 6"]),
     [local(f) for f in pieces(udp(US0, US0, 5, 6, bytes(100)), 24, 64)], keep_local=True)
case("frag_reject", "A rule that rejects sees the whole in INPUT.", "iptables -A INPUT -p udp --dport 6 -j REJECT",
     in_(*pieces(udp(A, US0, 5, 6, bytes(100)), 24, 64)))
case("frag_matches", "Matches read headers that lie in two pieces.", count("INPUT", [
     "-p tcp -m tcp --dport 80 --tcp-flags SYN,ACK SYN", "-p tcp -m tcp --tcp-option 2", "-p tcp -m multiport --ports 80",
     "-m length --length 60:80"]),
     in_(*pieces(tcp(A, US0, 5, 80, "S", topts=b"\2\4\5\xb4\1\1\1\0", data=bytes(12)), 8, 24)))
case("frag_mib", "What is counted of fragments: put together, late, overlapping, cut, not to be cut.", "",
     in_(D.cut(0, 24), D.cut(24, 48), D.cut(48), D.cut(0, 24), D.cut(16, 48),
         echo(ident=9, tos=1).cut(0, 24), echo(ident=9).cut(24), udp(A, B, 5, 6, bytes(1400)),
         udp(A, B, 5, 6, bytes(1400), frag=DF), echo(ident=11).cut(0, 24))
     + [raw(echo(2, 8).cut(0), at=40.0), raw(echo(3, 8).cut(0), at=40.0)],
     more_net="ip link set eth1 mtu 576",
     before={12: 'grep ^Ip: /proc/net/snmp >"$OUT/snmp-ip"'})

# SPDX-License-Identifier: GPL-2.0-or-later
"""Neighbour discovery of IPv6: questions and answers, probes, proxies, what is not believed."""
import socket
import struct

from pkt import MAC, PEER, csum, eth, mac

from .table import case

ALL_NODES, ALL_ROUTERS = "ff02::1", "ff02::2"
L1 = "fe80::101"                       # the neighbour on eth0
A6, B6 = "2001:db8::1", "2001:db8:1::1"    # neighbours on eth0 and eth1
US0, US1 = "2001:db8::fe", "2001:db8:1::fe"
N6 = "2001:db8:1::9"                   # on eth1, not known yet

NET = """
echo 0 >/proc/sys/net/ipv6/auto_flowlabels
for d in eth0 eth1; do echo 0 >/proc/sys/net/ipv6/conf/$d/disable_ipv6; done
ip addr add 2001:db8::fe/64 dev eth0 nodad
ip addr add 2001:db8:1::fe/64 dev eth1 nodad
ip addr add fe80::a/64 dev eth0 nodad
ip addr add fe80::b/64 dev eth1 nodad
ip neigh add 2001:db8::1 lladdr 02:00:00:00:01:01 dev eth0
ip neigh add 2001:db8:1::1 lladdr 02:00:00:00:01:02 dev eth1
sleep 3
"""


def a6(text):
    return socket.inet_pton(socket.AF_INET6, text)


def ip6(src, dst, nxt, payload, hop=255):
    return struct.pack("!IHBB", 6 << 28, len(payload), nxt, hop) + a6(src) + a6(dst) + payload


def icmp6(src, dst, type, code, body, hop=255, bad=0):
    m = struct.pack("!BBH", type, code, 0) + body
    s = csum(a6(src) + a6(dst) + struct.pack("!II", len(m), 58) + m)
    return ip6(src, dst, 58, m[:2] + struct.pack("!H", s ^ bad) + m[4:], hop)


def udp6(src, dst, sport, dport, data=b"data", hop=64):
    m = struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data
    s = csum(a6(src) + a6(dst) + struct.pack("!II", len(m), 17) + m) or 0xffff
    return ip6(src, dst, 17, m[:6] + struct.pack("!H", s) + m[8:], hop)


def group(target):
    return socket.inet_ntop(socket.AF_INET6, a6("ff02::1:ff00:0")[:13] + a6(target)[13:])


def frame(port, dst6, packet, src=None):
    d = a6(dst6)
    to = "33:33:%02x:%02x:%02x:%02x" % tuple(d[12:]) if d[0] == 0xff else MAC % port
    return "eth%d" % (port - 1), eth(to, src or PEER % port, packet, 0x86dd)


def ll(type, port, m=None):
    return struct.pack("!BB", type, 1) + mac(m or PEER % port)


def ns(target, src=A6, dst=None, port=1, opts=None, at=None, **kw):
    dst = dst or group(target)
    opts = ll(1, port) if opts is None else opts
    return frame(port, dst, icmp6(src, dst, 135, kw.pop("code", 0), b"\0" * 4 + a6(target) + opts, **kw)) + (at,)


def na(target, flags=0x60, src=None, dst=None, port=2, opts=None, at=None, m=None, **kw):
    dst = dst or (US1 if port == 2 else US0)
    opts = ll(2, port, m) if opts is None else opts
    return frame(port, dst, icmp6(src or target, dst, 136, 0, bytes([flags, 0, 0, 0]) + a6(target) + opts, **kw), m) + (at,)


def u6(dport, dst=B6, src=A6, port=1, at=None):
    return frame(port, dst, udp6(src, dst, 1000, dport)) + (at,)


def show(n=""):
    return 'ip -6 neigh show | grep -v "^fe80::[ab] " | sort >"$OUT/neigh%s"\n' % n


def shows(*packets):
    return {n: show(n) for n in packets}


def nd(name, shows_, setup, packets, **kw):
    case(name, shows_, setup, packets, ports=("eth0", "eth1"), net=NET, **kw)


nd("nd-answers", "Who asks for an address of ours is answered; for another's he is not; who asks is remembered.", "",
   [ns(US0), ns("fe80::a"), ns(US1), ns("2001:db8::77"), ns(US0, dst=US0), ns(US0, opts=b""), ns(US0, src="2001:db8::5", opts=b""), ns(US0, src="2001:db8::6", dst=US0, opts=b""), u6(9)], before=shows(9))
nd("nd-probes", "A probe for an address of ours is answered to all nodes; one to a wrong group, or with an address, is not.", "",
   [ns(US0, src="::", opts=b""), ns(US0, src="::", dst=US0, opts=b""), ns(US0, src="::"), ns("2001:db8::77", src="::", opts=b"")])
nd("nd-malformed", "Hop limit, code, checksum, options, length: what is not right is not heard.", "",
   [ns(US0, hop=254), ns(US0, code=1), ns(US0, bad=1), ns(US0, opts=b"\1\0" + b"\0" * 6), ns(US0, opts=b"\1\2" + b"\0" * 6), ns(US0, opts=b"\1"), ns(US0, opts=b"\1\2" + b"\2\0\0\0\1\7" + b"\0" * 8), ns("ff02::1", dst=ALL_NODES),
    ns(US0, opts=b"\x63\1" + b"\0" * 6 + ll(1, 1)), ns(US0, opts=ll(1, 1) + ll(1, 9)), u6(9)], before=shows(11))
nd("nd-resolve", "Packets wait, one question goes to the solicited-node group, the answer lets them go.", "",
   [u6(1, N6), u6(2, N6), na(N6, at=0.5), u6(3, N6, at=0.6)], before=shows(3, 4))
nd("nd-fail", "Nobody answers: three questions, and every sender hears of it.", "",
   [u6(1, N6), u6(2, N6, at=0.1), u6(9, at=5), u6(9, at=5.1)], before=shows(3, 4))
nd("nd-na-flags", "Solicited, override and router, and what each of them does to what is known.", "",
   [u6(1, N6), na(N6, 0x40, at=0.1), na(N6, 0x40, m=PEER % 7, at=0.2), u6(9, at=0.3), na(N6, 0x20, m=PEER % 7, at=0.4), u6(9, at=0.5), na(N6, 0xe0, at=0.6), u6(9, at=0.7), na(N6, 0x60, at=0.8), na(N6, 0, at=0.9), u6(9, at=1)],
   before=shows(4, 6, 8, 11))
nd("nd-na-unknown", "An advertisement about somebody unknown, to all nodes, with a multicast target, about us: nothing is learned.", "",
   [na("2001:db8:1::50"), na("2001:db8:1::51", 0x20, dst=ALL_NODES), na("2001:db8:1::52", 0x60, dst=ALL_NODES), na(US1), na(N6, opts=b""), u6(9)], before=shows(6))
nd("nd-untracked", "accept_untracked_na 1: a router learns of those who make themselves known.", "echo 1 >/proc/sys/net/ipv6/conf/eth1/accept_untracked_na",
   [na("2001:db8:1::50"), na("2001:db8:1::51", 0x20, dst=ALL_NODES), na("2001:db8:1::52", opts=b""), u6(9)], before=shows(4))
nd("nd-drop-unsolicited", "drop_unsolicited_na: only answers count.", "echo 1 >/proc/sys/net/ipv6/conf/eth1/drop_unsolicited_na\nip neigh add 2001:db8:1::9 lladdr 02:00:00:00:01:02 dev eth1 nud stale",
   [na(N6, 0x20, m=PEER % 7), u6(9), na(N6, 0x60, m=PEER % 7), u6(9)], before=shows(2, 4))
nd("nd-proxy", "proxy_ndp answers for entries of the device, and as a router if the entry says so.",
   "echo 1 >/proc/sys/net/ipv6/conf/eth0/proxy_ndp\necho 0 >/proc/sys/net/ipv6/neigh/eth0/proxy_delay\nip -6 neigh add proxy 2001:db8::33 dev eth0\nip -6 neigh add proxy 2001:db8::34 dev eth0 router\nip -6 neigh show proxy | sort >\"$OUT/proxies\"",
   [ns("2001:db8::33"), ns("2001:db8::34"), ns("2001:db8::35"), ns("2001:db8::33", port=2, src=B6), ns("2001:db8::33", src="::", opts=b"")])
nd("nd-routers", "A router remembers who solicits and who advertises, and takes nothing from them.", "",
   [frame(1, ALL_ROUTERS, icmp6(L1, ALL_ROUTERS, 133, 0, b"\0" * 4 + ll(1, 1))), frame(1, ALL_ROUTERS, icmp6("::", ALL_ROUTERS, 133, 0, b"\0" * 4)),
    frame(1, ALL_NODES, icmp6("fe80::102", ALL_NODES, 134, 0, struct.pack("!BBHII", 64, 0, 1800, 0, 0) + ll(1, 1))),
    frame(1, ALL_NODES, icmp6(A6, ALL_NODES, 134, 0, struct.pack("!BBHII", 64, 0, 1800, 0, 0) + ll(1, 9))), u6(9)],
   before={5: show(5) + 'ip -6 route show default >"$OUT/default"\n'})
nd("nd-stale-probed", "A stale neighbour is used, asked at its address after a while, and reachable with the answer.",
   "echo 1 >/proc/sys/net/ipv6/neigh/eth1/delay_first_probe_time\nip neigh add 2001:db8:1::9 lladdr 02:00:00:00:01:02 dev eth1 nud stale",
   [u6(1, N6), u6(9, at=1.3), na(N6, 0x40, at=1.4), u6(9, at=1.5)], before=shows(2, 3, 4))

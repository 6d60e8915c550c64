# SPDX-License-Identifier: GPL-2.0-or-later
"""What routes learn from ICMP: a path's MTU, and a shorter way."""
import struct

from pkt import DF, icmp, ip, ping, tcp, udp

from . import table
from .table import A, B, US0, raw, u



def case(*args, **kw):
    """Without the port `local`: the stack itself gets what is for it."""
    table.case(*args, ports=("eth0", "eth1"), **kw)


FAR, FAR2 = "172.16.5.5", "172.16.5.6"
NET = """
ip route add 172.16.0.0/16 via 10.0.0.1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:02:01 dev eth0
"""
SEND = "sysctl -qw net.ipv4.conf.all.accept_redirects=1 net.ipv4.conf.eth0.accept_redirects=1"


def answer(dst=FAR, src=US0):
    """The beginning of an answer of ours, as an error quotes it."""
    return icmp(src, dst, 0, rest=struct.pack("!HH", 1, 1), data=bytes(8))


def too_big(mtu, about=None, at=None, src=A):
    return raw(icmp(src, US0, 3, 4, rest=struct.pack("!HH", 0, mtu), data=about or answer()), at=at)


def redirect(gw="10.0.0.2", about=None, code=1, src=A, at=None):
    return raw(icmp(src, US0, 5, code, rest=bytes(map(int, gw.split("."))), data=about or answer()), at=at)


def ask(size=1400, src=FAR, at=None, n=1):
    """A question whose answer is that large."""
    return raw(ping(src, US0, n=n, data=bytes(i & 255 for i in range(size - 28))), at=at)


def get(n, dst=FAR, more=""):
    return {n: 'ip route get %s >"$OUT/get%d" 2>&1 || :\n%s' % (dst, n, more)}


case("pmtu_learnt", "Fragmentation needed about an answer of ours: the next one is cut.", "",
     [ask(), too_big(1000), ask(), ask(src=FAR2), u(dst="9.9.9.9")], more_net=NET, before=get(4))
case("pmtu_not_for_forwarding", "What is passed on does not know of it.", "",
     [too_big(1000), raw(udp(B, FAR, 5, 6, bytes(1300)), port=2), raw(udp(B, FAR, 5, 6, bytes(1300), frag=DF), port=2)],
     more_net=NET)
case("pmtu_for_forwarding", "Unless ip_forward_use_pmtu says so.", "sysctl -qw net.ipv4.ip_forward_use_pmtu=1",
     [too_big(1000), raw(udp(B, FAR, 5, 6, bytes(1300)), port=2), raw(udp(B, FAR, 5, 6, bytes(1300), frag=DF), port=2)],
     more_net=NET)
case("pmtu_min", "Less than min_pmtu is not believed: min_pmtu, and locked.", "",
     [too_big(300), ask(), too_big(1000), ask(700)], more_net=NET, before=get(2))
case("pmtu_min_sysctl", "min_pmtu may be less.", "sysctl -qw net.ipv4.route.min_pmtu=200",
     [too_big(300), ask(), too_big(100), ask()], more_net=NET, before={**get(2), **get(4)})
case("pmtu_zero", "An MTU of 0 is less than min_pmtu, too.", "", [too_big(0), ask()], more_net=NET, before=get(2))
case("pmtu_larger", "It never grows.", "",
     [too_big(1000), too_big(1200), ask(), too_big(900), ask(), too_big(3000), ask()], more_net=NET,
     before={**get(3), **get(5), **get(7)})
case("pmtu_expires", "After mtu_expires it is forgotten.", "sysctl -qw net.ipv4.route.mtu_expires=10",
     [too_big(1000), ask(at=5.0), ask(at=9.9), ask(at=12.0)], more_net=NET, before={**get(2), **get(3), **get(4)})
case("pmtu_renewed", "The same again begins the time anew, when half of it has passed.", "sysctl -qw net.ipv4.route.mtu_expires=10",
     [too_big(1000), too_big(1000, at=4.0), ask(at=6.0), too_big(1000, at=8.0), ask(at=12.0), ask(at=19.0)], more_net=NET,
     before={**get(3), **get(5), **get(6)})
case("pmtu_about_others", "Only about answers of ours: not about requests, or TCP without a socket.", "",
     [too_big(1000, ping(US0, FAR)), too_big(1000, tcp(US0, FAR, 5, 6)), ask()],
     more_net=NET, before=get(3))
case("pmtu_about_udp", "About a datagram of ours that no socket sent.", "",
     [too_big(1000, udp(US0, FAR, 5, 6, bytes(64))), ask()], more_net=NET, before=get(2))
OTHERS = (4, 41, 47, 50, 51, 108, 132, 136, 200)
COUNT = 'grep ^Icmp: /proc/net/snmp >"$OUT/icmp%d"\n'
case("pmtu_about_tunnels", "About packets of tunnels and protocols that are not there.", "",
     [too_big(1000, ip(US0, "172.16.6.%d" % n, n, bytes(24))) for n in OTHERS] + [u()], more_net=NET,
     before={n: COUNT % n for n in range(2, 10)}
     | {10: "for n in %s; do ip route get 172.16.6.$n >\"$OUT/get$n\" 2>&1 || :; done" % " ".join(map(str, OTHERS))})
for mode in (1, 2, 3):
    case("pmtu_about_udp_no_disc_%d" % mode, "ip_no_pmtu_disc %d, and no socket." % mode, "sysctl -qw net.ipv4.ip_no_pmtu_disc=%d" % mode,
         [too_big(1000, udp(US0, FAR, 5, 6, bytes(64))), too_big(1000, tcp(US0, FAR, 5, 6)), too_big(1000, answer()[:27]), too_big(1000, answer()[:12]), ask()],
         more_net=NET, before={2: COUNT % 2, 3: COUNT % 3, 4: COUNT % 4, **get(5, more=COUNT % 5)})
case("pmtu_malformed", "Quotes that are too short or no IP header teach nothing.", "",
     [too_big(1000, answer()[:27]), too_big(1000, answer()[:12]), too_big(1000, b"\x41" + answer()[1:]),
      too_big(1000, ip(US0, FAR, 1, bytes(8), ihl=15)), ask()], more_net=NET, before=get(5))
case("pmtu_not_our_source", "About a packet with a source that is not ours.", "",
     [too_big(1000, answer(src="9.9.9.9")), ask()], more_net=NET, before=get(2))
case("pmtu_other_code", "Other unreachables teach nothing.", "",
     [raw(icmp(A, US0, 3, 1, rest=struct.pack("!HH", 0, 1000), data=answer())), ask()], more_net=NET, before=get(2))
for mode in (1, 2, 3):
    case("pmtu_no_disc_%d" % mode, "ip_no_pmtu_disc %d." % mode, "sysctl -qw net.ipv4.ip_no_pmtu_disc=%d" % mode,
         [too_big(1000), ask(), too_big(0), ask()], more_net=NET, before={**get(2), **get(4)})
case("pmtu_locked_route", "A route whose MTU is locked learns nothing.", "",
     [too_big(1000), ask()], more_net=NET.replace("via 10.0.0.1", "via 10.0.0.1 mtu lock 1300"), before=get(2))
case("pmtu_route_mtu", "A route's MTU that is not locked is lowered.", "",
     [ask(), too_big(1000), ask()], more_net=NET.replace("via 10.0.0.1", "via 10.0.0.1 mtu 1300"), before=get(3))
case("pmtu_on_link", "On the link it is learnt, too.", "",
     [too_big(1000, answer(A)), ask(src=A)], more_net=NET, before=get(2, A))
case("pmtu_flush", "ip route flush cache.", "",
     [too_big(1000), ask(), ask()], more_net=NET, before={**get(2, more="ip route flush cache"), **get(3)})
case("pmtu_route_replaced", "A route that goes takes what it learnt along.", "",
     [too_big(1000), ask()], more_net=NET, before={**get(1), 2: "ip route replace 172.16.0.0/16 via 10.0.0.1 metric 0 proto static\n" + get(2)[2]})
case("pmtu_many", "Each destination has its own.", "",
     [too_big(1000 + n, answer("172.16.6.%d" % n)) for n in range(20)] + [ask(src="172.16.6.%d" % n) for n in (0, 7, 19)],
     more_net=NET, before={**get(21, "172.16.6.7"), **get(22, "172.16.6.19")})
case("pmtu_error_quote", "Errors are quoted to fit the path.", "",
     [too_big(552), raw(udp(FAR, US0, 5, 6, bytes(900))), too_big(600, answer(FAR2)), raw(udp(FAR2, US0, 5, 6, bytes(900)))], more_net=NET)

case("redirect_learnt", "A redirect from the router that is used: the answer takes the other way.", SEND,
     [ask(100), redirect(), ask(100), ask(100, src=FAR2), raw(udp(B, FAR, 5, 6), port=2)], more_net=NET, before=get(3))
for code in (0, 2, 3, 4):
    case("redirect_code_%d" % code, "Redirect code %d." % code, SEND, [redirect(code=code), ask(100)], more_net=NET, before=get(2))
case("redirect_off", "A router does not accept them unless told so.", "", [redirect(), ask(100)], more_net=NET, before=get(2))
case("redirect_off_device", "The device has a say, too.", SEND + "\nsysctl -qw net.ipv4.conf.eth0.accept_redirects=0",
     [redirect(), ask(100)], more_net=NET, before=get(2))
case("redirect_host", "A host needs only one of the two.", "sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.eth0.accept_redirects=1",
     [redirect(), ask(100)], more_net=NET, before=get(2))
case("redirect_from_another", "Only the router that is used may redirect.", SEND,
     [redirect(src="10.0.0.9"), ask(100)], more_net=NET, before=get(2))
case("redirect_to_itself", "To itself is no way.", SEND, [redirect(gw=A), ask(100)], more_net=NET, before=get(2))
case("redirect_bad_gateways", "Groups, broadcasts, zero and our own addresses are no routers.", SEND,
     [redirect(gw=g) for g in ("224.0.0.1", "255.255.255.255", "0.0.0.0", US0, "10.0.0.255")] + [ask(100)], more_net=NET, before=get(6))
case("redirect_unknown_neighbour", "A router that is not resolved is asked for first, and not used yet.", SEND,
     [redirect(gw="10.0.0.3"), ask(100)], more_net=NET, before=get(2))
case("redirect_off_link", "With shared_media the new router need not be on our network.", SEND,
     [redirect(gw="192.0.2.1"), ask(100)], more_net=NET + "ip neigh add 192.0.2.1 lladdr 02:00:00:00:02:09 dev eth0", before=get(2))
case("redirect_off_link_not_shared", "Without it must.", SEND + "\nsysctl -qw net.ipv4.conf.all.shared_media=0 net.ipv4.conf.eth0.shared_media=0",
     [redirect(gw="192.0.2.1"), ask(100)], more_net=NET + "ip neigh add 192.0.2.1 lladdr 02:00:00:00:02:09 dev eth0", before=get(2))
case("redirect_secure", "secure_redirects: only to a default gateway.", SEND + "\nsysctl -qw net.ipv4.conf.all.shared_media=0 net.ipv4.conf.eth0.shared_media=0",
     [redirect(), ask(100)], more_net=NET, before=get(2))
case("redirect_secure_default", "Which 10.0.0.2 is here.", SEND + "\nsysctl -qw net.ipv4.conf.all.shared_media=0 net.ipv4.conf.eth0.shared_media=0",
     [redirect(), ask(100)], more_net=NET + "ip route add default via 10.0.0.2", before=get(2))
case("redirect_not_secure", "Without it any on the link.", SEND + "\nsysctl -qw net.ipv4.conf.all.shared_media=0 net.ipv4.conf.eth0.shared_media=0 net.ipv4.conf.all.secure_redirects=0 net.ipv4.conf.eth0.secure_redirects=0",
     [redirect(), ask(100)], more_net=NET, before=get(2))
case("redirect_expires", "It is forgotten after gc_timeout.", SEND,
     [redirect(), ask(100, at=299.0), ask(100, at=302.0)], more_net=NET, before={**get(2), **get(3)})
case("redirect_and_pmtu", "Both may be known of one destination.", SEND,
     [redirect(), too_big(1000), ask(), redirect(gw=A, src="10.0.0.2"), ask()], more_net=NET, before={**get(3), **get(5)})
case("redirect_about_others", "Not about packets without a socket.", SEND,
     [redirect(about=ping(US0, FAR)), ask(100)], more_net=NET, before=get(2))
case("redirect_about_udp", "A datagram that no socket sent.", SEND,
     [redirect(about=udp(US0, FAR, 5, 6, bytes(64))), ask(100)], more_net=NET, before=get(2))
case("redirect_flush", "ip route flush cache.", SEND,
     [redirect(), ask(100), ask(100)], more_net=NET, before={**get(2, more="ip route flush cache"), **get(3)})

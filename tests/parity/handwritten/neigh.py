# SPDX-License-Identifier: GPL-2.0-or-later
"""Neighbours of IPv4: states and their times, the queue, failure, proxies, gratuitous ARP, `ip neigh`."""
from pkt import BROADCAST, MAC, PEER, arp, arp_reply, arp_request, eth, udp

from .table import A, B, US0, US1, case, e, local, raw, u

N = "10.1.0.9"      # a neighbour on eth1 that nobody knows yet
M = "10.1.0.8"


def show(n=""):
    return 'ip neigh show | sort >"$OUT/neigh%s"\n' % n


def shows(*packets):
    """The table before each of these packets."""
    return {n: show(n) for n in packets}


def conf(name, value, dev="eth0"):
    return "echo %s >/proc/sys/net/ipv4/conf/%s/%s\n" % (value, dev, name)


def parm(name, value, dev="eth1"):
    return "echo %s >/proc/sys/net/ipv4/neigh/%s/%s\n" % (value, dev, name)


def reply(addr, at=None, port=2, mac=None):
    """The one that was asked answers, from PEER of its port or from another MAC."""
    src = mac or PEER % port
    return "eth%d" % (port - 1), eth(MAC % port, src, arp(2, src, addr, MAC % port, "10.%d.0.254" % (port - 1)), 0x806), at


def garp(op, addr, at=None, port=1, mac="02:00:00:00:02:01", tha=None):
    zero = "00:00:00:00:00:00" if op == 1 else mac
    return "eth%d" % (port - 1), eth(BROADCAST, mac, arp(op, mac, addr, tha or zero, addr), 0x806), at


def ask(addr, at=None, src=A, dst=BROADCAST, port=1):
    return "eth%d" % (port - 1), arp_request(port, src, addr, dst), at


FIXED = parm("base_reachable_time_ms", 4000) + parm("delay_first_probe_time", 1)

# ---- unresolved

case("neigh-queue", "Packets to an unresolved neighbour wait, one question goes out, and all leave in their order with the answer.",
     "", [u(n, dst=N) for n in (1, 2, 3)] + [reply(N, 0.5), u(4, dst=N, at=0.6)], before=shows(2, 4, 5))
case("neigh-fail", "Three questions a second apart; then every sender hears of it, in the order of coming; the next packet asks again.",
     "", [u(n, dst=N, at=n / 10) for n in (1, 2, 3)] + [u(9, at=5), u(4, dst=N, at=5.1), u(9, at=5.2)], before=shows(2, 4, 5, 6))
case("neigh-fail-local", "A local packet's sender is told at once, by the same error.",
     "", [local(udp(US1, N, 1, 2), 0), u(9, at=5)], before=shows(2))
case("neigh-two-wait", "Each neighbour has its own queue and its own questions.",
     "", [u(1, dst=N), u(2, dst=M), u(3, dst=N), reply(M, 0.5), reply(N, 1.5), u(9, at=6)], before=shows(4, 6))
case("neigh-asks-for-the-last", "A question that is repeated names the source of the packet that came last.",
     "", [local(udp(US1, N, 1, 2)), local(udp("10.1.0.253", N, 1, 2), 0.1), u(9, at=2.5)], more_net="ip addr add 10.1.0.253/24 dev eth1")
case("neigh-unres-qlen", "Of more packets than unres_qlen allows the eldest go.",
     parm("unres_qlen", 2) + 'cat /proc/sys/net/ipv4/neigh/eth1/unres_qlen* >"$OUT/qlen"', [u(n, dst=N) for n in range(1, 6)] + [reply(N, 0.5)])
case("neigh-unres-none", "unres_qlen_bytes 0: one packet waits, as always.",
     parm("unres_qlen_bytes", 0), [u(n, dst=N) for n in range(1, 4)] + [reply(N, 0.5)])
case("neigh-mcast-solicit", "mcast_solicit says how often is asked before it fails.",
     parm("mcast_solicit", 1), [u(1, dst=N), u(2, dst=N, at=0.5), u(9, at=3), u(9, at=8)], before=shows(3, 4))
case("neigh-mcast-solicit-0", "Nobody may be asked: it fails at once, and nobody is told.",
     parm("mcast_solicit", 0), [u(1, dst=N), u(2, dst=N, at=0.5), u(9, at=3)], before=shows(2, 3))
case("neigh-retrans-time", "retrans_time_ms is the time between questions.",
     parm("retrans_time_ms", 200), [u(1, dst=N), u(9, at=0.3), u(9, at=0.5), u(9, at=0.7), u(9, at=2)], before=shows(2, 5))
case("neigh-app-solicit", "app_solicit asks programs: no frame goes out; nobody answers, and the sender is told.",
     parm("app_solicit", 2) + parm("mcast_solicit", 0), [u(1, dst=N), u(9, at=1.5), u(9, at=4)], before=shows(2, 3))

# ---- valid ones

case("neigh-stale-probed", "A stale neighbour is used at once, asked at its address after the delay, and reachable with the answer.",
     FIXED + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale", [u(1, dst=N), u(2, dst=N, at=0.5), u(9, at=1.2), reply(N, 1.3), u(9, at=1.4)], before=shows(1, 2, 4, 5))
case("neigh-probe-fails", "A stale neighbour that does not answer is asked three times, used meanwhile, and fails.",
     FIXED + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale", [u(1, dst=N), u(2, dst=N, at=1.5), u(3, dst=N, at=3.5), u(9, at=6), u(4, dst=N, at=6.2)], before=shows(2, 3, 4, 5))
case("neigh-mcast-resolicit", "After its own address everybody is asked, mcast_resolicit times.",
     FIXED + parm("mcast_resolicit", 2) + parm("ucast_solicit", 1) + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale", [u(1, dst=N), u(9, at=8)], before=shows(2))
case("neigh-ucast-solicit-0", "ucast_solicit 0: it fails with the first look, unless all are asked again.",
     FIXED + parm("ucast_solicit", 0) + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale", [u(1, dst=N), u(9, at=3)], before=shows(2))
case("neigh-reachable-ages", "Reachable becomes stale when nobody used it, and is asked for when somebody did.",
     FIXED + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud reachable\nip neigh add 10.1.0.8 lladdr 02:00:00:00:01:02 dev eth1 nud reachable", [u(1, dst=N), u(9, at=9), u(2, dst=N, at=9.1), u(9, at=12)], before=shows(1, 2, 4))
case("neigh-confirmed", "Answers that nobody asked for confirm what is known.",
     FIXED + "ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1 nud stale", [u(1, dst=N), reply(N, 0.5), u(9, at=0.6)], before=shows(3))
case("neigh-permanent", "What is permanent no answer and no announcement changes.",
     "", [reply(B, 0, mac="02:00:00:00:07:07"), garp(1, B, 2, port=2), garp(2, B, 4, port=2), u(1, at=5)], before=shows(4))
case("neigh-locktime", "Of several answers within a second the first counts; an announcement always does.",
     "", [u(1, dst=N), reply(N, 0.1), reply(N, 0.2, mac="02:00:00:00:07:07"), u(2, dst=N, at=0.3), reply(N, 3, mac="02:00:00:00:07:07"), u(3, dst=N, at=3.1), garp(1, N, 3.2, port=2), u(4, dst=N, at=3.3)],
     before=shows(4, 6, 8))
case("neigh-asker", "Who asks us is remembered, stale; with another address than before too.",
     "", [("eth0", eth(BROADCAST, m, arp(1, m, "10.0.0.%d" % n, "00:00:00:00:00:00", US0), 0x806), at) for n, m, at in ((5, PEER % 5, 0), (5, PEER % 6, 0.1), (1, PEER % 7, 0.2), (6, PEER % 6, 0.3))] + [u(9, at=1)], before=shows(3, 5))
case("neigh-answer-to-others", "An answer that is not addressed to us only makes it stale; one about somebody unknown is nothing.",
     "", [u(1, dst=N), ("eth1", eth(BROADCAST, PEER % 2, arp(2, PEER % 2, N, MAC % 2, US1), 0x806), 0.2), reply(M, 0.3), u(9, at=0.5)], before=shows(4))

# ---- ip neigh

case("neigh-nud", "Every state by word, and what is shown of it.",
     "\n".join("try ip neigh add 10.1.0.%d lladdr 02:00:00:00:09:%02x dev eth1 nud %s" % (n, n, s) for n, s in enumerate(("permanent", "noarp", "stale", "reachable", "none", "failed", "delay", "probe", "incomplete"), 20))
     + "\n" + show() + 'ip neigh show nud all | sort >"$OUT/all"; ip neigh show nud stale >"$OUT/stale"; ip neigh show nud noarp >"$OUT/noarp"; ip neigh show nud permanent | sort >"$OUT/permanent"', [])
case("neigh-errors", "What is refused, and in which words.",
     """
     try ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
     try ip neigh add 10.1.0.9 dev eth1
     try ip neigh add 10.1.0.9 dev eth1 nud reachable
     try ip neigh add 10.1.0.9 lladdr 02:00:00 dev eth1
     try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02:03 dev eth1
     try ip neigh change 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1
     try ip neigh del 10.1.0.9 dev eth1
     try ip neigh del 10.1.0.9 lladdr 02:00:00:00:01:02 dev eth1
     try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02 dev nodev
     try ip neigh add 10.1.0.9 lladdr 02:00:00:00:01:02
     try ip neigh add 10.1.0.9 dev eth1 nud none
     try ip neigh add 10.1.0.7 dev eth1 nud failed
     try ip neigh add 10.1.0.6 dev eth1 nud noarp
     try ip neigh get 10.1.0.1 dev eth1
     try ip neigh get 10.1.0.77 dev eth1
     try ip neigh get 10.1.0.1
     try ip neigh get proxy 10.1.0.1 dev eth1
     """ + show(), [])
case("neigh-replace", "replace changes, append does not override, change keeps what it does not name.",
     """
     ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
     try ip neigh append 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
     """ + show(1) + """
     try ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:03 dev eth1 nud reachable
     """ + show(2) + """
     try ip neigh change 10.1.0.9 dev eth1 nud permanent
     """ + show(3) + """
     try ip neigh change 10.1.0.9 lladdr 02:00:00:00:09:04 dev eth1
     try ip neigh replace 10.1.0.10 lladdr 02:00:00:00:09:05 dev eth1
     """ + show(4), [])
case("neigh-flush", "flush takes what is not permanent, or what it is told.",
     """
     ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
     ip neigh add 10.1.0.10 lladdr 02:00:00:00:09:01 dev eth1 nud reachable
     ip neigh add 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud noarp
     ip neigh add 10.0.0.9 lladdr 02:00:00:00:09:01 dev eth0 nud stale
     try ip neigh flush dev eth1 nud stale
     """ + show(1) + """
     try ip neigh flush dev eth1
     """ + show(2) + """
     try ip neigh flush 10.0.0.0/24
     """ + show(3) + """
     try ip neigh flush nud permanent
     try ip neigh flush
     """ + 'ip neigh show nud all | sort >"$OUT/left"', [])
case("neigh-flags", "router, extern_learn, managed, use and protocol stay with the entry and are shown.",
     """
     try ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale router
     try ip neigh add 10.1.0.10 lladdr 02:00:00:00:09:01 dev eth1 nud stale extern_learn
     try ip neigh add 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud permanent protocol static
     try ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
     try ip neigh replace 10.1.0.11 lladdr 02:00:00:00:09:01 dev eth1 nud permanent protocol 99 extern_learn
     try ip neigh add 10.1.0.13 dev eth1 managed nud permanent
     """ + show(), [])
case("neigh-use", "use begins to resolve as a packet would.",
     "", [u(9), u(9, at=0.1), reply(N, 0.2), u(9, at=0.3)], before={2: "ip neigh add 10.1.0.9 dev eth1 use nud none\n" + show(2), 4: show(4)})
case("neigh-get", "One entry is asked for.",
     """
     ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale router
     try ip neigh get 10.1.0.9 dev eth1
     ip neigh add proxy 10.1.0.33 dev eth0
     try ip neigh get proxy 10.1.0.33 dev eth0
     try ip neigh get proxy 10.1.0.33 dev eth1
     """, [])
case("neigh-proxy-list", "Proxy entries are added, shown and removed apart from the others.",
     """
     try ip neigh add proxy 10.1.0.33 dev eth0
     try ip neigh add proxy 10.1.0.33 dev eth0
     try ip neigh add proxy 10.1.0.34 dev eth1
     try ip neigh add proxy 10.1.0.35 dev eth1 router
     try ip neigh del proxy 10.1.0.33 dev eth1
     ip neigh show proxy | sort >"$OUT/proxies"; ip neigh show proxy dev eth1 | sort >"$OUT/proxies1"
     try ip neigh del proxy 10.1.0.33 dev eth0
     try ip neigh del proxy 10.1.0.33 dev eth0
     ip link set eth1 down; ip neigh show proxy >"$OUT/down"
     """ + show(), [])
case("neigh-down", "With the device go its neighbours, permanent ones too.",
     "ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale", [u(1), u(2)],
     before={2: "ip link set eth1 down; ip link set eth1 up\n" + show()})
case("neigh-mac", "Another address of our own: what was learned is forgotten.",
     "ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale", [u(1), u(2)],
     before={2: "ip link set eth1 down; ip link set eth1 address 02:00:00:00:00:99; ip link set eth1 up\n" + show() + "ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1\n"})
case("neigh-noarp", "A device without ARP sends to its own address.",
     "ip link set eth1 arp off\n", [u(1, dst=N), u(2, dst=M), ask(US1, port=2, src="10.1.0.1")], before={3: 'ip neigh show nud all dev eth1 | sort >"$OUT/neigh"\n'})
case("neigh-groups", "Groups and broadcasts have addresses that nobody need be asked for.",
     "", [local(udp(US1, "224.0.0.9", 1, 2)), local(udp(US1, "10.1.0.255", 1, 2)), u(9)], before={3: 'ip neigh show nud noarp | grep -v 224.0.0.22 | sort >"$OUT/neigh"\n'})

# ---- proxies and announcements

QUICK = parm("proxy_delay", 0, "eth0")
case("arp-proxy-entry", "A proxy entry answers for an address behind another device, not for one behind the same.",
     QUICK + "ip neigh add proxy 10.1.0.33 dev eth0\nip neigh add proxy 10.0.0.33 dev eth0\nip neigh add proxy 10.1.0.35 dev eth1",
     [ask("10.1.0.33"), ask("10.1.0.34"), ask("10.0.0.33"), ask("10.1.0.35"), ask("10.1.0.33", dst=MAC % 1), ask("10.1.0.33", src="10.9.0.1"), u(9)], before={7: show()})
case("arp-proxy-arp", "proxy_arp answers for whatever is behind another device.",
     QUICK + conf("proxy_arp", 1), [ask("10.1.0.33"), ask("10.0.0.33"), ask("10.9.0.1"), ask("10.1.0.33", src="0.0.0.0"), ask("10.1.0.33", dst=MAC % 1), ask(US0), u(9)], before={7: show()})
case("arp-proxy-not-forwarding", "Who does not forward stands for nobody.",
     QUICK + conf("proxy_arp", 1) + conf("forwarding", 0) + "ip neigh add proxy 10.1.0.33 dev eth0", [ask("10.1.0.33"), ask("10.1.0.34"), ask(US0)])
case("arp-proxy-pvlan", "proxy_arp_pvlan answers for what is behind the same device.",
     QUICK + conf("proxy_arp_pvlan", 1), [ask("10.0.0.33"), ask("10.1.0.33"), ask(A), ask("10.0.0.33", dst=MAC % 1)])
case("arp-medium-id", "Devices on one medium do not stand for one another.",
     QUICK + conf("proxy_arp", 1) + conf("medium_id", 3) + conf("medium_id", 3, "eth1"), [ask("10.1.0.33"), ask("10.1.0.33"), ask("10.1.0.33")],
     before={2: conf("medium_id", 4, "eth1"), 3: conf("medium_id", -1)})
case("arp-accept-values", "arp_accept 0 learns of nobody unasked, 1 of everybody, 2 of those in our subnet.",
     "", [garp(1, "10.0.0.50", 0), garp(2, "10.0.0.51", 0.1), garp(1, "10.0.0.52", 0.2), garp(2, "10.0.0.53", 0.3), garp(1, "10.0.0.54", 0.4), garp(1, "10.77.0.55", 0.5), reply("10.0.0.56", 0.6, port=1), u(9, at=1)],
     before={3: conf("arp_accept", 1), 5: conf("arp_accept", 2), 8: show()})
case("arp-drop-gratuitous", "drop_gratuitous_arp: announcements are not heard.",
     conf("arp_accept", 1) + conf("drop_gratuitous_arp", 1), [garp(1, "10.0.0.50", 0), garp(2, "10.0.0.51", 0.1), garp(1, A, 0.2), u(9, at=1)], before={4: show()})
case("arp-announce-values", "arp_announce 0 asks with the packet's source, 1 with one of the subnet, 2 with our best.",
     "ip addr add 172.16.0.1/24 dev eth0", [local(udp(s, d, 1, 2), at / 10) for at, (s, d) in enumerate((("172.16.0.1", "10.1.0.60"), (US1, "10.1.0.61"), ("172.16.0.1", "10.1.0.62"), (US1, "10.1.0.63"), ("172.16.0.1", "10.1.0.64"), (US1, "10.1.0.65")))],
     before={3: conf("arp_announce", 1, "eth1"), 5: conf("arp_announce", 2, "eth1")})
case("arp-filter", "arp_filter answers only by the device that leads back to the asker.",
     conf("arp_filter", 1) + "ip route add 10.9.0.0/24 dev eth1", [ask(US0), ask(US0, src="10.9.0.1"), ask(US1), ask(US1, src="10.9.0.1", port=2)])
case("arp-ignore-values", "arp_ignore 0 to 8.",
     "ip addr add 10.0.0.253/32 scope host dev eth0\n", [ask(d, src=s) for _ in range(6) for d, s in ((US0, A), (US1, A), ("10.0.0.253", A), (US0, "10.9.0.1"))],
     before={1 + 4 * n: conf("arp_ignore", v) for n, v in enumerate((1, 2, 3, 4, 7, 8))})
case("arp-notify", "arp_notify announces our addresses when the device comes up and when its address changes.",
     conf("arp_notify", 1, "eth1") + "ip addr add 10.1.0.253/24 dev eth1", [u(9), u(9, at=1)],
     before={2: "ip link set eth1 down; ip link set eth1 up\n"})

# ---- settings

case("neigh-sysctls", "A device's settings, in their several units.",
     """
     cd /proc/sys/net/ipv4/neigh
     echo 5 >eth0/mcast_solicit
     cat eth0/mcast_solicit eth1/mcast_solicit >"$OUT/values"
     for f in eth1/*; do echo "$f $(cat $f)"; done >>"$OUT/values"
     try sh -c 'echo -1 >eth0/ucast_solicit'
     try sh -c 'echo 250 >eth0/retrans_time_ms'
     cat eth0/retrans_time eth0/retrans_time_ms >>"$OUT/values"
     """, [])
case("neigh-ntable", "ip ntable shows the settings and sets them.",
     """
     try ip ntable change name arp_cache dev eth1 ucast_probes 2 mcast_probes 1 retrans 500 queue 5
     try ip ntable change name arp_cache dev nodev queue 5
     try ip ntable change name no_cache dev eth1 queue 5
     try ip ntable change name arp_cache thresh1 5
     ip ntable show dev eth1 name arp_cache | sed 's/ reachable [0-9]*//; s/refcnt [0-9]*//' >"$OUT/ntable"
     for f in ucast_solicit mcast_solicit retrans_time_ms unres_qlen; do cat /proc/sys/net/ipv4/neigh/eth1/$f; done >"$OUT/values"
     """, [])
case("neigh-monitor", "ip monitor tells of what is added, changed and taken, in its order.",
     """
     ip monitor neigh >"$OUT/all" &
     until [ -s "$OUT/all" ]; do ip neigh replace 10.1.0.77 lladdr 02:00:00:00:09:77 dev eth1; ip neigh del 10.1.0.77 dev eth1; done
     ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
     ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
     ip neigh replace 10.1.0.9 lladdr 02:00:00:00:09:02 dev eth1 nud reachable
     ip neigh change 10.1.0.9 dev eth1 nud permanent
     ip neigh del 10.1.0.9 dev eth1
     ip neigh del 10.1.0.1 dev eth1
     ip neigh flush dev eth0
     until grep -q "Deleted 10.1.0.1 " "$OUT/all"; do ip neigh show >/dev/null; done
     kill $!
     grep -v 10.1.0.77 "$OUT/all" >"$OUT/heard"; rm "$OUT/all"
     """, [])

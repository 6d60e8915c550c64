# SPDX-License-Identifier: GPL-2.0-or-later
"""Routes, rules and tables, and re-routing at OUTPUT."""
from pkt import ping, tcp, udp

from .table import A, B, US0, US1, apart, case, e, i, local, raw, restore, t, u

THREE = ("eth0", "eth1", "eth2", "local")

case("route-types", "blackhole is silent, unreachable and prohibit say so, throw goes on to nothing, no route at all is net unreachable.",
     "", apart([u(dst=d) for d in ("192.0.2.1", "198.51.100.1", "203.0.113.1", "203.0.113.200", "172.16.0.1")] + [t(dst="198.51.100.1"), e(dst="203.0.113.1"), i(3, 3, dst="198.51.100.1")]),
     more_net="""
     ip route add blackhole 192.0.2.0/24
     ip route add unreachable 198.51.100.0/24
     ip route add prohibit 203.0.113.0/25
     ip route add throw 203.0.113.128/25
     """, ports=("eth0", "eth1"))
case("route-prefixes", "The longest prefix wins, whatever the order of adding; a route that goes makes way for the shorter one.",
     "", [u(dst=d) for d in ("172.16.1.1", "172.16.2.1", "172.16.2.128", "172.16.2.129", "172.17.0.1", "9.9.9.9", "172.16.2.128", "172.16.2.1")], ports=THREE,
     more_net="""
     ip route add default via 10.0.0.1
     ip route add 172.16.2.128/32 via 10.0.0.1
     ip route add 172.16.0.0/16 via 10.1.0.1
     ip route add 172.16.2.0/24 via 10.2.0.1
     ip route add 172.0.0.0/8 via 10.2.0.1
     """, before={7: "ip route del 172.16.2.128/32\nip route del 172.16.2.0/24\n"})
case("route-metric", "The smaller metric wins; the next takes over when it goes.",
     "", [u(dst="172.16.0.1"), u(dst="172.16.0.1"), u(dst="172.16.0.1")], ports=THREE,
     more_net="ip route add 172.16.0.0/16 via 10.1.0.1 metric 20\nip route add 172.16.0.0/16 via 10.2.0.1 metric 10",
     before={2: "ip route del 172.16.0.0/16 metric 10\n", 3: "ip route del 172.16.0.0/16\n"})
case("route-tos", "A route with a TOS is for packets with that TOS.",
     "", [u(dst="172.16.0.1", tos=x) for x in (0, 0x10, 0x08, 0x13, 0x30)], ports=THREE,
     more_net="ip route add 172.16.0.0/16 via 10.1.0.1\nip route add 172.16.0.0/16 tos 0x10 via 10.2.0.1")
case("route-onlink-scope", "A gateway may be on link by word; a route without gateway asks for the destination itself.",
     'ip route show >"$OUT/routes"', [u(dst="172.16.0.1"), u(dst="172.17.0.1")], ports=THREE,
     more_net="ip route add 172.16.0.0/16 via 192.168.9.9 dev eth1 onlink\nip neigh add 192.168.9.9 lladdr 02:00:00:00:09:09 dev eth1\nip route add 172.17.0.0/16 dev eth2")
case("route-src", "The route's src is what a local sender without an address gets.",
     'ip route show >"$OUT/routes"; ip route get 172.16.0.1 >"$OUT/get"; ip route get 10.1.0.1 >>"$OUT/get"', [local(udp("0.0.0.0", d, 1, 2)) for d in ("172.16.0.1", "172.17.0.1", B, "127.0.0.1", US0)],
     more_net="ip addr add 10.1.0.253/24 dev eth1\nip route add 172.16.0.0/16 via 10.1.0.1 src 10.0.0.254\nip route add 172.17.0.0/16 via 10.1.0.1")
case("route-local-table", "A route of type local takes a whole prefix as ours; a broadcast route is for broadcasts.",
     "", [u(dst="172.16.5.5"), e(dst="172.16.5.6"), u(dst="172.17.0.9"), u(dst="10.0.0.200")],
     more_net="ip route add local 172.16.0.0/16 dev lo\nip route add broadcast 10.0.0.200 dev eth0 table local")
case("rule-fwmark", "ip rule by fwmark, with a mask, chooses the table of a forwarded packet; marks come from mangle PREROUTING.",
     restore("*mangle\n" + "\n".join("-A PREROUTING -p udp --dport %d -j MARK --set-mark %d" % (n, n) for n in (1, 2, 0x12, 4, 5))),
     [u(n) for n in (1, 2, 0x12, 3, 4, 5)], ports=THREE,
     more_net="""
     ip route add default via 10.2.0.1 table 100
     ip rule add fwmark 1 table 100
     ip rule add fwmark 2/0xf table 100
     ip rule add fwmark 4 prohibit
     ip rule add fwmark 5 blackhole
     """)
case("rule-selectors", "ip rule by source, destination, port of arrival and TOS; priorities decide; unreachable, and a table without an answer goes on.",
     'ip rule show >"$OUT/rules"', [u(src=s) for s in (A, "10.0.0.65", "10.0.0.129")] + [u(tos=0x10), u(dst="172.16.0.1"), raw(udp(B, A, 1, 2), 2), raw(udp("10.1.0.9", A, 1, 2), 2), u(src="10.0.0.130")], ports=THREE,
     more_net="""
     ip route add default via 10.2.0.1 table 100
     ip route add 10.9.0.0/16 via 10.2.0.1 table 101
     ip route add default via 10.1.0.1
     ip rule add from 10.0.0.64/26 table 100 pref 100
     ip rule add from 10.0.0.128/25 table 101 pref 90
     ip rule add tos 0x10 table 100 pref 110
     ip rule add to 172.16.0.0/16 unreachable pref 120
     ip rule add iif eth1 from 10.1.0.9 table 100 pref 130
     """)
case("rule-local", "Rules by iif lo and by oif are for what we send ourselves.",
     'ip rule show >"$OUT/rules"', [local(udp(US0, "172.16.0.1", 1, 2)), u(dst="172.16.0.1"), local(udp(US1, "172.16.0.1", 1, 2))], ports=THREE,
     more_net="ip route add 172.16.0.0/16 via 10.1.0.1\nip route add 172.16.0.0/16 via 10.2.0.1 table 100\nip rule add iif lo from 10.0.0.254 table 100")
case("rule-order", "Rules of one priority stand in the order of adding; goto is followed; a deleted rule is gone.",
     'ip rule show >"$OUT/rules"', [u(dst="172.16.0.1"), u(dst="172.16.0.1"), u(dst="172.16.0.1")], ports=THREE,
     more_net="""
     ip route add default via 10.2.0.1 table 100
     ip route add default via 10.1.0.1 table 101
     ip rule add from all table 101 pref 300
     ip rule add from all table 100 pref 200
     ip rule add from all goto 300 pref 150
     """, before={2: "ip rule del pref 150\n", 3: "ip rule del pref 200\nip rule del pref 300\n"})
case("reroute-mark", "A mark given in mangle OUTPUT routes the packet anew: another port, another neighbour.",
     restore("""
     *mangle
     -A OUTPUT -p udp --dport 1 -j MARK --set-mark 1
     -A OUTPUT -p udp --dport 2 -j MARK --set-mark 2
     -A OUTPUT -p udp --dport 3 -j MARK --set-mark 3
     -A OUTPUT -p udp --dport 4 -j MARK --set-mark 4
     -A POSTROUTING -o eth1
     -A POSTROUTING -o eth2
     *filter
     -A OUTPUT -o eth1
     -A OUTPUT -o eth2
     """),
     [local(udp(US0, "172.16.0.1", 9, n)) for n in range(0, 5)], ports=THREE,
     more_net="""
     ip route add 172.16.0.0/16 via 10.1.0.1
     ip route add default via 10.2.0.1 table 100
     ip route add unreachable default table 101
     ip route add local default dev lo table 102
     ip rule add fwmark 1 table 100
     ip rule add fwmark 2 table 101
     ip rule add fwmark 4 table 102
     """)
case("reroute-tos", "A TOS changed in mangle OUTPUT routes anew; in filter OUTPUT a mark does not.",
     restore("""
     *mangle
     -A OUTPUT -p udp --dport 1 -j TOS --set-tos 0x10
     *filter
     -A OUTPUT -p udp --dport 2 -j MARK --set-mark 1
     """),
     [local(udp(US0, "172.16.0.1", 9, n, tos=x)) for n in range(0, 3) for x in (0, 0x10)], ports=THREE,
     more_net="""
     ip route add 172.16.0.0/16 via 10.1.0.1
     ip route add default via 10.2.0.1 table 100
     ip rule add fwmark 1 table 100
     ip rule add tos 0x10 table 100
     """)
case("reroute-none", "Marks given in PREROUTING or POSTROUTING after the decision change no route.",
     restore("""
     *mangle
     -A FORWARD -j MARK --set-mark 1
     -A POSTROUTING -j MARK --set-mark 1
     -A INPUT -j MARK --set-mark 1
     """),
     [u(), e(US0), local(udp(US0, "172.16.0.1", 1, 2))], ports=THREE, keep_local=True,
     more_net="ip route add 172.16.0.0/16 via 10.1.0.1\nip route add default via 10.2.0.1 table 100\nip rule add fwmark 1 table 100")
case("route-tool", "What ip shows and refuses: routes, rules, neighbours, addresses, with its words and exit codes.",
     """
     try ip route add 172.16.0.0/16 via 10.1.0.1
     try ip route add 172.16.0.0/16 via 10.2.0.1
     try ip route add 172.17.0.0/16 via 172.31.0.1
     try ip route add 172.17.0.0/16 dev nosuch
     try ip route del 172.18.0.0/16
     try ip route replace 172.16.0.0/16 via 10.2.0.1
     try ip route change 172.19.0.0/16 via 10.2.0.1
     try ip route append 172.16.0.0/16 via 10.1.0.1
     try ip route add 172.16.1.0/24 via 10.1.0.1 mtu 1400 advmss 1300 metric 5 src 10.1.0.254
     try ip route add 172.16.2.0/24 via 10.1.0.1 src 9.9.9.9
     try ip route add 172.16.3.1/24 via 10.1.0.1
     try ip route add 172.16.4.0/24 nexthop via 10.1.0.1 nexthop via 10.2.0.1
     try ip route show
     try ip route show table all type blackhole
     try ip route show table local dev eth0
     try ip route add blackhole 192.0.2.0/24 metric 3
     try ip route show type blackhole
     try ip rule add fwmark 7 table 77
     try ip rule add fwmark 7 table 77
     try ip rule del fwmark 8
     try ip rule show
     try ip addr add 10.0.0.254/24 dev eth0
     try ip addr del 10.9.9.9/24 dev eth0
     try ip addr add 10.5.0.1/16 brd + dev eth0
     try ip -br addr show dev eth0
     try ip neigh add 10.0.0.1 lladdr 02:00:00:00:01:01 dev eth0
     try ip neigh del 10.0.0.99 dev eth0
     try ip neigh replace 10.0.0.1 lladdr 02:00:00:00:01:77 dev eth0
     try sh -c "ip neigh show | sort"
     try ip neigh show dev eth1
     try ip route get 172.16.1.1
     try ip route get 10.0.0.1 from 10.1.0.1 iif eth1
     try ip route get 192.0.2.1
     try ip route get 8.8.8.8
     try ip route flush table 77
     try ip route get 10.0.0.255
     try ip addr del 10.0.0.254/24 dev eth0
     try ip route show
     """, [u(dst="172.16.1.1"), u(dst="172.16.9.9"), raw(udp(B, A, 1, 2), 2)], ports=THREE)
case("link-down", "A port that is down neither sends nor takes; its routes go, and come back only by hand.",
     "ip route add 172.16.0.0/16 via 10.1.0.1", apart([u(), u(), raw(udp(B, A, 1, 2), 2), u(dst="172.16.0.1"), u(), u(dst="172.16.0.1")]),
     before={2: "ip link set eth1 down\n", 5: 'ip link set eth1 up; ip route show >"$OUT/routes"\n'})

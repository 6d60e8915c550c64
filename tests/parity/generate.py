#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""generate.py SEED COUNT FOLDER [--host]: case folders drawn from a seed.

A case is a namespace (2 to 4 ports, addresses, neighbours, routes, rules, switches), a rule set and
some twenty to eighty packets. Packets and rules draw from the same small pools of hosts, networks
and ports, so that rules do hit; most packets are sound and meant to be forwarded. Case N of a
seed is the same whatever COUNT is. Every packet carries, as the comment in the capture, the
class it was drawn from ("forward", "bad-checksum", "martian-source" ...).

What is random in a kernel, or unlike in two kernels, is not drawn: random-mode matches, ICMP and IP
timestamps of our own making, reassembly, an ICMP error about an ICMP reply of our own.
With --host nothing depends on the wall clock or on fine timing either, for kernels in real time.
"""
import pathlib
import random
import struct
import sys

import pkt
from pkt import BROADCAST, DF, MAC, MF, PEER

PORTS = (22, 53, 80, 123, 443, 1000, 2000, 8080, 33434)
MARKS = (1, 2, 3, 0x10, 0x1234, 0xff00)
TOSES = (0, 0, 0, 0x10, 0x08, 0x1c, 0xb8, 0x03, 0xff)
NETS = ("172.16.0.0/16", "172.16.5.0/24", "172.17.0.0/16", "192.0.2.0/24", "198.51.100.0/24",
        "203.0.113.0/24", "172.16.5.128/25")
BUILTIN = {"raw": ("PREROUTING", "OUTPUT"),
           "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
           "filter": ("INPUT", "FORWARD", "OUTPUT"), "security": ("INPUT", "FORWARD", "OUTPUT")}
ALL_HOOKS = BUILTIN["mangle"]
BEFORE_ROUTING = ("PREROUTING", "INPUT", "FORWARD")
AFTER_ROUTING = ("FORWARD", "OUTPUT", "POSTROUTING")


def weighted(rng, table):
    """A key of {key: weight}."""
    return rng.choices(list(table), list(table.values()))[0]


def host_in(rng, net):
    base, bits = net.split("/")
    n = struct.unpack("!I", pkt._addr(base))[0]
    return ".".join(map(str, struct.pack("!I", n + rng.choice((1, 2, 9, 77)) % (1 << (32 - int(bits))))))


class World:
    """The namespace: what net.sh will build, and the pools that rules and packets draw from."""

    def __init__(self, rng, for_host):
        self.rng, self.for_host = rng, for_host
        self.eth = ["eth%d" % n for n in range(rng.choice((2, 2, 2, 3, 3, 4)))]
        self.local = rng.random() < 0.55
        self.keep_local = self.local and rng.random() < 0.4
        self.batch, self.switches = [], ["icmp_ratemask=0"]
        self.ours, self.neighbours = {}, {}
        self.behind = {n: [] for n in range(len(self.eth))}     # networks that lie behind a port
        self.nowhere = ["100.64.0.0/16"]                        # networks without a way, or a refusing one
        self.small_mtu = None
        self.source_routes = rng.random() < 0.1                 # accept_source_route
        self.nobody = not for_host and rng.random() < 0.15      # hosts that do not answer ARP are spoken to
        self.quiet_arp = not self.nobody
        for n in range(len(self.eth)):
            self._port(n)
        self._routes()
        if rng.random() < 0.3:
            self._policy_routing()
        self._switches()

    def _port(self, n):
        rng, dev = self.rng, self.eth[n]
        self.ours[n] = ["10.%d.0.254" % n]
        self.batch.append("addr add 10.%d.0.254/24 brd + dev %s" % (n, dev))
        if rng.random() < 0.2:
            self.ours[n].append("10.%d.7.1" % n)
            self.batch.append("addr add 10.%d.7.1/%d dev %s" % (n, rng.choice((24, 30, 32)), dev))
        self.neighbours[n] = ["10.%d.0.%d" % (n, k) for k in (1, 2, 3)]
        for k, a in enumerate(self.neighbours[n]):
            if k and rng.random() < 0.06 and not self.nobody:
                self.quiet_arp = False      # one that has to be asked for
                continue
            self.batch.append("neigh add %s lladdr 02:00:00:00:%02x:%02x dev %s" % (a, k + 1, n + 1, dev))
        if rng.random() < 0.1:
            self.small_mtu = n
            self.batch.append("link set %s mtu %d" % (dev, rng.choice((600, 700))))

    def _routes(self):
        rng = self.rng
        if rng.random() < 0.6:
            n = rng.randrange(len(self.eth))
            self.batch.append("route add default via %s" % self.neighbours[n][0])
            self.behind[n].append("100.64.0.0/16")
            self.nowhere = []
        for net in rng.sample(NETS, rng.randint(1, 5)):
            kind = weighted(rng, {"via": 12, "blackhole": 1, "unreachable": 1, "prohibit": 1})
            if kind == "via":
                n = rng.randrange(len(self.eth))
                metric = " metric %d" % rng.choice((10, 100)) if rng.random() < 0.2 else ""
                self.batch.append("route add %s via %s%s" % (net, rng.choice(self.neighbours[n][:2]), metric))
                if metric and rng.random() < 0.5:
                    m = rng.randrange(len(self.eth))
                    self.batch.append("route add %s via %s metric 50" % (net, self.neighbours[m][0]))
                self.behind[n].append(net)
            else:
                self.batch.append("route add %s %s" % (kind, net))
                self.nowhere.append(net)

    def _policy_routing(self):
        rng = self.rng
        for table in rng.sample((100, 101, 102), rng.randint(1, 2)):
            n = rng.randrange(len(self.eth))
            self.batch.append(rng.choice(("route add default via %s table %d" % (self.neighbours[n][0], table),
                                          "route add 172.16.0.0/15 via %s table %d" % (self.neighbours[n][0], table),
                                          "route add unreachable default table %d" % table,
                                          "route add throw 172.16.0.0/16 table %d" % table)))
            self.batch.append("rule add %s table %d" % (self._selector(), table))
        if rng.random() < 0.2:
            self.batch.append("rule add %s %s" % (self._selector(), rng.choice(("blackhole", "prohibit", "unreachable"))))

    def _selector(self):
        rng = self.rng
        mark = rng.choice(MARKS)
        return weighted(rng, {
            "fwmark %#x" % mark: 5, "fwmark %#x/0xff" % (mark & 0xff): 2,
            "from 10.%d.0.0/30" % rng.randrange(len(self.eth)): 2, "to %s" % rng.choice(NETS): 1,
            "iif %s" % rng.choice(self.eth): 2, "tos %#x" % rng.choice((0x10, 8)): 1, "iif lo": 1})

    def _switches(self):
        rng = self.rng
        for dev in ["all"] + self.eth:
            if rng.random() < 0.08:
                self.switches.append("conf/%s/rp_filter=%d" % (dev, rng.choice((1, 1, 2))))
        for chance, name in (
                (0.03, "ip_forward=0"), (0.04, "conf/%s/forwarding=0" % rng.choice(self.eth)), (0.04, "ip_default_ttl=%d" % rng.choice((1, 32, 255))),
                (0.03, "icmp_echo_ignore_all=1"), (0.08, "icmp_echo_ignore_broadcasts=0"), (0.05, "icmp_errors_use_inbound_ifaddr=1"),
                (0.04, "conf/%s/accept_local=1" % rng.choice(self.eth)), (0.03, "conf/all/src_valid_mark=1"), (0.03, "conf/all/drop_unicast_in_l2_multicast=1"),
                (0.05, "conf/%s/arp_ignore=%d" % (rng.choice(self.eth), rng.choice((1, 2, 8))))):
            if rng.random() < chance:
                self.switches.append(name)
        if self.source_routes:
            self.switches += ["conf/%s/accept_source_route=1" % d for d in ["all"] + self.eth]
        if rng.random() < 0.05:
            self.switches += ["conf/%s/bc_forwarding=1" % d for d in ["all"] + self.eth]
        if rng.random() < 0.03:
            self.switches.append("conf/%s/route_localnet=1" % rng.choice(self.eth))

    def net_sh(self):
        lines = ["ip -batch - <<E"] + self.batch + ["E"]
        lines += ["echo %s >/proc/sys/net/ipv4/%s" % (v, k) for k, v in (s.split("=") for s in self.switches)]
        return "\n".join(lines) + "\n"

    # Pools.
    def our_address(self):
        return self.rng.choice(self.ours[self.rng.randrange(len(self.eth))])

    def host_behind(self, n):
        rng = self.rng
        if self.behind[n] and rng.random() < 0.4:
            return host_in(rng, rng.choice(self.behind[n]))
        return rng.choices(self.neighbours[n], (6, 3, 1))[0]

    def any_host(self):
        return self.host_behind(self.rng.randrange(len(self.eth)))

    def other_port(self, n):
        return self.rng.choice([m for m in range(len(self.eth)) if m != n])


# ---- rules ----

def _not(rng, chance=0.2):
    return "! " if rng.random() < chance else ""


def _range(rng, values, sep, chance=0.3):
    a = rng.choice(values)
    if rng.random() >= chance:
        return "%d" % a
    return "%d%s%d" % (a, sep, a + rng.choice((1, 50, 1000)))


def m_multiport(w):
    rng = w.rng
    ports = ",".join(_range(rng, PORTS, ":", 0.2) for _ in range(rng.randint(1, 5)))
    return "-p %s -m multiport %s--%s %s" % (rng.choice(("tcp", "udp", "udp", "sctp", "udplite")), _not(rng),
                                             rng.choice(("sports", "dports", "dports", "ports")), ports)


def m_mark(w):
    rng = w.rng
    mask = "/%#x" % rng.choice((0xff, 0xff00, 1, 0xffffffff)) if rng.random() < 0.4 else ""
    return "-m mark %s--mark %#x%s" % (_not(rng), rng.choice(MARKS + (0, 0)), mask)


def m_mac(w):
    rng = w.rng
    return "-m mac %s--mac-source 02:00:00:00:01:%02x" % (_not(rng), rng.randrange(len(w.eth)) + 1)


def m_limit(w):
    rng = w.rng
    rate = rng.choice(("1/min", "3/hour", "2/min") if w.for_host else ("1/sec", "10/sec", "2/min", "100/sec", "3/hour", "7/sec"))
    return "-m limit --limit %s --limit-burst %d" % (rate, rng.choice((1, 2, 5, 10)))


def m_length(w):
    rng = w.rng
    low = rng.choice((0, 28, 32, 40, 60, 100, 500))
    return "-m length %s--length %s" % (_not(rng), rng.choice(("%d:%d" % (low, low + rng.choice((0, 8, 100))), "%d:" % low, "%d" % low)))


def m_ttl(w):
    rng = w.rng
    return "-m ttl " + rng.choice(("--ttl-eq 64", "! --ttl-eq 64", "--ttl-eq 63", "--ttl-lt 10", "--ttl-gt 63", "--ttl-lt 64", "--ttl-gt 1"))


def m_tos(w):
    rng = w.rng
    return "-m tos %s--tos %#x%s" % (_not(rng), rng.choice(TOSES), rng.choice(("", "/0x3f", "/0x1c", "/0xff")))


def m_dscp(w):
    return "-m dscp " + w.rng.choice(("--dscp 0", "! --dscp 0", "--dscp-class EF", "--dscp 4", "--dscp-class CS7", "--dscp 63"))


def m_iprange(w):
    rng = w.rng
    n = rng.randrange(len(w.eth))
    return "-m iprange %s--%s-range 10.%d.0.%d-10.%d.0.%d" % (_not(rng), rng.choice(("src", "dst")), n, rng.choice((0, 1, 2)), n + rng.choice((0, 0, 1)), rng.choice((2, 9, 254)))


def m_addrtype(w):
    rng = w.rng
    kinds = ("LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "UNICAST,LOCAL", "BLACKHOLE", "UNREACHABLE,PROHIBIT", "BROADCAST,MULTICAST")
    return "-m addrtype %s--%s-type %s" % (_not(rng), rng.choice(("src", "dst", "dst")), rng.choice(kinds))


def m_addrtype_iface(direction):
    def make(w):
        return "-m addrtype %s--%s-type LOCAL --limit-iface-%s" % (_not(w.rng), w.rng.choice(("src", "dst")), direction)
    return make


def m_statistic(w):
    rng = w.rng
    if rng.random() < 0.1:
        return "-m statistic --mode random --probability %s" % rng.choice(("0", "1.0"))
    every = rng.choice((1, 2, 2, 3, 5, 10))
    return "-m statistic --mode nth %s--every %d --packet %d" % (_not(rng), every, rng.randrange(every))


def m_time(w):
    rng = w.rng
    if w.for_host:
        return "-m time " + rng.choice(("--datestart 2001-01-01", "--datestop 2001-01-01", "--timestart 00:00 --timestop 23:59:59"))
    return "-m time " + rng.choice(("--timestart 22:00 --timestop 23:00", "--timestart 22:13:22", "--timestop 22:13:22", "--weekdays Tue,Fri", "! --weekdays Tue",
                                    "--monthdays 14", "! --monthdays 14,15", "--timestart 23:00 --timestop 22:14", "--datestart 2023-11-14T22:13:22",
                                    "--datestop 2023-11-14T22:13:23", "--timestart 22:00 --timestop 01:00 --weekdays Tue --contiguous"))


def m_owner(w):
    rng = w.rng
    return "-m owner " + rng.choice(("%s--uid-owner 0", "%s--gid-owner 0", "%s--socket-exists", "%s--uid-owner 1-1000", "%s--gid-owner 0-5")) % _not(rng)


def m_quota(w):
    return "-m quota %s--quota %d" % (_not(w.rng), w.rng.choice((0, 50, 100, 500, 2000, 100000)))


def m_tcp(w):
    rng = w.rng
    text = "-p tcp"
    if rng.random() < 0.6:
        text += " %s--dport %s" % (_not(rng), _range(rng, PORTS, ":"))
    if rng.random() < 0.2:
        text += " %s--sport %s" % (_not(rng), _range(rng, PORTS, ":"))
    if rng.random() < 0.25:
        text += " " + rng.choice(("--syn", "! --syn", "--tcp-flags ALL NONE", "--tcp-flags SYN,FIN SYN,FIN", "--tcp-flags ACK ACK", "--tcp-flags RST RST"))
    if rng.random() < 0.08:
        text += " %s--tcp-option %d" % (_not(rng), rng.choice((2, 2, 8)))
    return text if " " in text[3:] else text + " -m tcp"


def m_udp(w):
    rng = w.rng
    return "-p udp %s--%s %s" % (_not(rng), rng.choice(("dport", "dport", "sport")), _range(rng, PORTS, ":"))


def m_icmp(w):
    rng = w.rng
    return "-p icmp %s--icmp-type %s" % (_not(rng), rng.choice(("8", "0", "3", "3/3", "11", "any", "echo-request", "8/0")))


def m_comment(w):
    return '-m comment --comment "%s"' % w.rng.choice(("word", "two words", "web & mail", "10% off"))


MATCHES = {     # name: (weight, the hooks that take it, builder)
    "tcp": (14, ALL_HOOKS, m_tcp), "udp": (14, ALL_HOOKS, m_udp), "icmp": (8, ALL_HOOKS, m_icmp),
    "multiport": (8, ALL_HOOKS, m_multiport), "comment": (5, ALL_HOOKS, m_comment), "mark": (8, ALL_HOOKS, m_mark),
    "mac": (3, BEFORE_ROUTING, m_mac), "limit": (6, ALL_HOOKS, m_limit), "length": (4, ALL_HOOKS, m_length),
    "ttl": (3, ALL_HOOKS, m_ttl), "tos": (3, ALL_HOOKS, m_tos), "dscp": (3, ALL_HOOKS, m_dscp),
    "iprange": (4, ALL_HOOKS, m_iprange), "addrtype": (6, ALL_HOOKS, m_addrtype),
    "addrtype-in": (1.5, BEFORE_ROUTING, m_addrtype_iface("in")), "addrtype-out": (1.5, AFTER_ROUTING, m_addrtype_iface("out")),
    "pkttype": (3, ALL_HOOKS, lambda w: "-m pkttype %s--pkt-type %s" % (_not(w.rng), w.rng.choice(("unicast", "broadcast", "multicast")))),
    "statistic": (5, ALL_HOOKS, m_statistic), "time": (3, ALL_HOOKS, m_time),
    "owner": (4, ("OUTPUT", "POSTROUTING"), m_owner), "quota": (4, ALL_HOOKS, m_quota),
}
REJECTS = ("icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable",
           "icmp-net-prohibited", "icmp-host-prohibited", "icmp-admin-prohibited")


class Chain:
    def __init__(self, name, hooks):
        self.name, self.hooks, self.rules = name, set(hooks), []


class RuleSet:
    """One table: its chains; a chain leads only to those behind it, so there is no loop."""

    def __init__(self, world, table):
        self.w, self.rng, self.table = world, world.rng, table
        rng = self.rng
        self.users = []
        for n in range(rng.choice((0, 0, 1, 2, 3, 5))):
            hooks = BUILTIN[table] if rng.random() < 0.3 else rng.sample(BUILTIN[table], rng.randint(1, 2))
            self.users.append(Chain("%s_%d" % (rng.choice(("web", "in", "mark", "log", "x")), n), hooks))
        self.builtin = [Chain(h, [h]) for h in BUILTIN[table]]
        self.policy = {c.name: "DROP" if rng.random() < (0.1 if table == "filter" else 0.02) else "ACCEPT" for c in self.builtin}
        for c in self.builtin:
            if rng.random() < 0.85:
                for _ in range(rng.choice((1, 2, 3, 4, 6, 9, 14))):
                    self._rule(c, self.users)
        for k, c in enumerate(self.users):
            for _ in range(rng.choice((0, 1, 2, 3, 5))):
                self._rule(c, self.users[k + 1:])

    def _rule(self, chain, below):
        parts = self._header(chain)
        proto = None
        taken = set()
        for _ in range(weighted(self.rng, {0: 2, 1: 6, 2: 3, 3: 1})):
            fit = {n: v[0] for n, v in MATCHES.items() if chain.hooks <= set(v[1]) and n.split("-")[0] not in taken}
            name = weighted(self.rng, fit)
            text = MATCHES[name][2](self.w)
            if text.startswith("-p "):
                mine = text.split()[1]
                if proto:
                    continue
                proto = mine
            taken.add(name.split("-")[0])
            parts.append(text)
        if not proto and self.rng.random() < 0.2:
            proto = self.rng.choice(("tcp", "udp", "icmp", "udp", "200"))
            parts.insert(0, "-p " + proto)
        target = self._target(chain, below, proto, parts)
        chain.rules.append(" ".join(["-A", chain.name] + parts + ([target] if target else [])))

    def _header(self, chain):
        rng, w, parts = self.rng, self.w, []
        if rng.random() < 0.25:
            n = rng.randrange(len(w.eth))
            parts.append("%s-s %s" % (_not(rng), rng.choice((w.any_host(), "10.%d.0.0/24" % n, "10.0.0.0/%d" % rng.choice((8, 14, 30)), rng.choice(NETS), "10.0.0.1/255.0.255.255"))))
        if rng.random() < 0.25:
            n = rng.randrange(len(w.eth))
            parts.append("%s-d %s" % (_not(rng), rng.choice((w.any_host(), w.our_address(), "10.%d.0.0/24" % n, rng.choice(NETS)))))
        if rng.random() < 0.12 and not chain.hooks & {"OUTPUT", "POSTROUTING"}:
            parts.append("%s-i %s" % (_not(rng), rng.choice(w.eth + ["eth+", "lo", "e+"])))
        if rng.random() < 0.12 and not chain.hooks & {"INPUT", "PREROUTING"}:
            parts.append("%s-o %s" % (_not(rng), rng.choice(w.eth + ["eth+", "lo", "e+"])))
        if rng.random() < 0.03:
            parts.append(rng.choice(("-f", "! -f")))
        return parts

    def _target(self, chain, below, proto, parts):
        rng = self.rng
        table = {None: 16, "-j ACCEPT": 26, "-j DROP": 6, "-j RETURN": 4, "log": 3, "mark": 6}
        next_ = [c for c in below if chain.hooks <= c.hooks]
        if next_:
            table.update({"jump": 20, "goto": 4})
        if self.table == "filter":
            # An ICMP error about an ICMP reply of our own is what a one-processor kernel alone sends.
            if "OUTPUT" not in chain.hooks or proto in ("tcp", "udp"):
                table["reject"] = 16 if proto == "tcp" else 6
        if self.table == "mangle":
            table.update({"tos": 5, "dscp": 4, "ttl": 5, "mark": 14})
        if self.table == "raw":
            table["-j TRACE"] = 6
        if proto == "tcp" and self.table in ("mangle", "filter") and not any("syn" in x or "flags" in x for x in parts):
            table["tcpmss"] = 12
        return self._words(weighted(rng, table), chain, next_, proto, parts)

    def _words(self, kind, chain, next_, proto, parts):
        rng = self.rng
        if kind in ("jump", "goto"):
            return "%s %s" % ("-j" if kind == "jump" else "-g", rng.choice(next_).name)
        if kind == "log":
            return rng.choice(("-j LOG", '-j LOG --log-prefix "seen: "', "-j LOG --log-level 7 --log-ip-options"))
        if kind == "mark":
            return "-j MARK --" + rng.choice(("set-mark %#x", "set-mark %#x", "set-xmark %#x/0xff", "and-mark %#x", "or-mark %#x", "xor-mark %#x", "set-mark %#x/0xf")) % rng.choice(MARKS)
        if kind == "reject":
            if proto == "tcp" and not any("! -p" in x for x in parts) and rng.random() < 0.6:
                return "-j REJECT --reject-with tcp-reset"
            return "-j REJECT --reject-with " + rng.choice(REJECTS)
        if kind == "tos":
            return "-j TOS --" + rng.choice(("set-tos 0x10", "set-tos 0xff/0x0f", "and-tos 0xf0", "or-tos 0x0c", "xor-tos 0x3c", "set-tos 8"))
        if kind == "dscp":
            return "-j DSCP --" + rng.choice(("set-dscp 0", "set-dscp 46", "set-dscp-class AF21", "set-dscp 63"))
        if kind == "ttl":
            return "-j TTL --" + rng.choice(("ttl-set 64", "ttl-set 1", "ttl-dec 1", "ttl-inc 1", "ttl-dec 10", "ttl-inc 200", "ttl-set 2"))
        if kind == "tcpmss":
            parts[:] = [x + " --tcp-flags SYN,RST SYN" if x.startswith("-p tcp") else x for x in parts]
            clamp = chain.hooks <= set(AFTER_ROUTING) and rng.random() < 0.5
            return "-j TCPMSS --clamp-mss-to-pmtu" if clamp else "-j TCPMSS --set-mss %d" % rng.choice((536, 1000, 1400))
        return kind

    def text(self):
        lines = ["*" + self.table]
        lines += [":%s %s [0:0]" % (c.name, self.policy[c.name]) for c in self.builtin]
        lines += [":%s - [0:0]" % c.name for c in self.users]
        lines += [r for c in self.builtin + self.users for r in c.rules]
        return lines + ["COMMIT"]


def setup_sh(world):
    tables = [RuleSet(world, t) for t, chance in (("raw", 0.3), ("mangle", 0.55), ("filter", 0.95), ("security", 0.12))
              if world.rng.random() < chance]
    return "\n".join(["iptables-legacy-restore <<R"] + [x for t in tables for x in t.text()] + ["R"]) + "\n"


# ---- packets ----

class Sender:
    """Draws packets; each method is a class and returns (port name, frame)."""

    def __init__(self, world):
        self.w, self.rng = world, world.rng
        self.ident = self.rng.randrange(1, 60000)

    def _fields(self, **kw):
        rng = self.rng
        self.ident = self.ident % 60000 + 1
        kw.setdefault("ident", self.ident)
        kw.setdefault("ttl", weighted(rng, {64: 20, 63: 1, 128: 2, 255: 1, 2: 1, 10: 1}))
        kw.setdefault("tos", rng.choice(TOSES))
        kw.setdefault("frag", rng.choice((0, 0, DF)))
        return kw

    def _data(self):
        rng = self.rng
        return bytes(rng.randrange(256) for _ in range(rng.choice((0, 1, 4, 8, 32, 72))))

    def _tcp_options(self):
        return self.rng.choice((b"", b"", pkt.mss(1460), pkt.mss(536), b"\1\1" + pkt.mss(1460), b"\x05\0", b"\1\3\3\7" + pkt.mss(9000),
                                pkt.mss(1460) + b"\4\2\x08\x0a" + b"\0\0\0\1\0\0\0\0\1\3\3\7"))

    def l4(self, src, dst, to_us=False, **kw):
        """A packet of one of the usual protocols."""
        rng, kw = self.rng, self._fields(**kw)
        kind = weighted(rng, {"udp": 10, "tcp": 10, "icmp": 4, "big": 0 if to_us else 1, "other": 1})
        sport, dport = rng.choice(PORTS), rng.choice(PORTS)
        if kind == "udp":
            return pkt.udp(src, dst, sport, dport, self._data(), **kw)
        if kind == "tcp":
            flags = weighted(rng, {"S": 10, "SA": 3, "A": 5, "PA": 3, "FA": 2, "R": 2, "RA": 1, "": 1, "SF": 1, "FSRPAU": 1, "UPF": 1})
            return pkt.tcp(src, dst, sport, dport, flags, rng.randrange(1 << 32), rng.randrange(1 << 32), self._data(), topts=self._tcp_options(), **kw)
        if kind == "icmp":
            type_ = weighted(rng, {8: 8, 0: 3, 42: 1, 17: 1} if to_us else {8: 8, 0: 3, 13: 1, 42: 1, 17: 1})
            return pkt.icmp(src, dst, type_, rng.choice((0, 0, 0, 1)), struct.pack("!HH", 7, rng.randrange(9)), self._data(), **kw)
        if kind == "big":
            kw["frag"] = DF
            return pkt.udp(src, dst, sport, dport, b"x" * rng.choice((560, 700, 1400)), **kw)
        protos = (200, 253, 89) if to_us else (200, 253, 89, 132, 136, 47)
        return pkt.ip(src, dst, rng.choice(protos), struct.pack("!HH", sport, dport) + b"\0" * 12, **kw)

    def _pair(self):
        """(port, source behind it, destination behind another)"""
        n = self.rng.randrange(len(self.w.eth))
        return n, self.w.host_behind(n), self.w.host_behind(self.w.other_port(n))

    def _frame(self, n, packet, dst=None):
        k = self.rng.choice((1, 1, 1, 2, 3))
        return self.w.eth[n], pkt.eth(dst or MAC % (n + 1), "02:00:00:00:%02x:%02x" % (k, n + 1), packet)

    def forward(self):
        n, src, dst = self._pair()
        return self._frame(n, self.l4(src, dst))

    def forward_ttl(self):
        n, src, dst = self._pair()
        return self._frame(n, self.l4(src, dst, ttl=self.rng.choice((0, 1, 1, 2))))

    def to_us(self):
        n = self.rng.randrange(len(self.w.eth))
        return self._frame(n, self.l4(self.w.host_behind(n), self.w.our_address(), True))

    def no_way(self):
        n = self.rng.randrange(len(self.w.eth))
        return self._frame(n, self.l4(self.w.host_behind(n), host_in(self.rng, self.rng.choice(self.w.nowhere or ["240.0.0.0/24"]))))

    def unknown_sender(self):
        n, _, dst = self._pair()
        src = self.rng.choice((self.w.any_host(), host_in(self.rng, self.rng.choice(NETS)), "100.64.9.9", "192.168.77.7"))
        return self._frame(n, self.l4(src, dst))

    def fragment(self):
        n, src, dst = self._pair()
        if dst in [a for v in self.w.ours.values() for a in v]:
            return self.forward()
        kw = self._fields(frag=self.rng.choice((1, 2, 100, 185 | MF)))
        return self._frame(n, pkt.ip(src, dst, self.rng.choice((6, 17, 1, 132)), b"f" * self.rng.choice((8, 24, 64)), **kw))

    def first_fragment(self):
        n, src, dst = self._pair()
        return self._frame(n, pkt.udp(src, dst, self.rng.choice(PORTS), self.rng.choice(PORTS), b"f" * 16, **self._fields(frag=MF)))

    def options(self):
        n, src, dst = self._pair()
        if self.rng.random() < 0.3:
            dst = self.w.our_address()
        rr = b"\x07\x0b\x04" + b"\0" * 8
        gate = pkt._addr(self.w.any_host())
        opts = self.rng.choice((rr, rr, b"\x07\x07\x04" + b"\0" * 4, b"\x07\x07\x08\1\2\3\4", b"\1\1\1\0", b"\x94\x04\0\0", b"\x83\x07\x04" + gate, b"\x89\x07\x04" + gate,
                                b"\x83\x07\x08" + gate, b"\x44\x08\x09\x10\1\2\3\4", b"\x99\x04\1\2"))
        return self._frame(n, self.l4(src, dst, True, opts=opts))

    def bad_options(self):
        n, src, dst = self._pair()
        opts = self.rng.choice((b"\x07\x02\x04\0", b"\x07\x0c\x04\0", b"\x07\x07\x03\0\0\0\0", b"\x07\0\0\0", b"\x99\x09\0\0", b"\x44\x03\x05\0", b"\x83\x03\x05\0", b"\x94\x03\0\0", b"\1\1\1\x07",
                                b"\x07\x07\x05\0\0\0\0", b"\x44\x08\x09\xf0\1\2\3\4"))
        return self._frame(n, self.l4(src, dst, True, opts=opts))

    def _lie(self, **kw):
        n, src, dst = self._pair()
        if self.rng.random() < 0.3:
            dst = self.w.our_address()
        return self._frame(n, pkt.udp(src, dst, self.rng.choice(PORTS), self.rng.choice(PORTS), b"datadata", **self._fields(**kw)))

    def bad_version(self):
        return self._lie(version=self.rng.choice((0, 5, 6, 15)))

    def bad_ihl(self):
        return self._lie(ihl=self.rng.choice((0, 4, 15)))

    def bad_length(self):
        return self._lie(length=self.rng.choice((0, 19, 37, 60, 1500, 65535)))

    def bad_checksum(self):
        return self._lie(check=self.rng.choice((0, 0x1234, 0xffff)))

    def short_length(self):
        return self._lie(length=self.rng.choice((20, 24, 27, 28)))

    def truncated(self):
        port, frame = self.forward()
        return port, frame[:self.rng.choice((8, 13, 14, 20, 33, 34, 38))]

    def trailing(self):
        port, frame = self.rng.choice((self.forward, self.to_us))()
        return port, frame + b"t" * self.rng.choice((1, 18, 46))

    def bad_l4(self):
        """A transport header that is cut short or lies."""
        n, src, dst = self._pair()
        rng = self.rng
        if rng.random() < 0.4:
            dst = self.w.our_address()
        kw = self._fields(frag=0)
        return self._frame(n, rng.choice((
            lambda: pkt.ip(src, dst, 6, b"\0\x16\0\x50" + b"\0" * rng.choice((0, 8, 15)), **kw), lambda: pkt.ip(src, dst, 17, b"\0\x35\0\x35"[:rng.choice((0, 2, 4))], **kw),
            lambda: pkt.ip(src, dst, 1, b"\x08\0\0"[:rng.choice((0, 1, 3))], **kw), lambda: pkt.tcp(src, dst, 22, 80, "S", doff=rng.choice((0, 4, 15)), **kw),
            lambda: pkt.tcp(src, dst, 22, 80, "S", tcheck=0x1111, **kw), lambda: pkt.udp(src, dst, 53, 53, b"x", ucheck=rng.choice((0, 0x1111)), **kw),
            lambda: pkt.udp(src, dst, 53, 53, b"xyz", ulen=rng.choice((0, 7, 9, 100)), **kw), lambda: pkt.icmp(src, dst, 8, icheck=0x1111, **kw)))())

    def bad_sum(self):
        """A wrong transport checksum, for us: the protocol finds it."""
        rng = self.rng
        n = rng.randrange(len(self.w.eth))
        src, dst, kw = self.w.host_behind(n), self.w.our_address(), self._fields(frag=0)
        return self._frame(n, rng.choice((
            lambda: pkt.tcp(src, dst, rng.choice(PORTS), rng.choice(PORTS), "S", tcheck=0x1111, **kw),
            lambda: pkt.udp(src, dst, rng.choice(PORTS), rng.choice(PORTS), b"data", ucheck=0x1111, **kw),
            lambda: pkt.icmp(src, dst, 8, icheck=0x1111, **kw)))())

    def source_route(self):
        """We are a hop of a source route, loose or strict; a strict one may name who is no neighbour."""
        rng = self.rng
        n, src, gate = self._pair()
        kind = rng.choice((b"\x83", b"\x89", b"\x89"))
        more = rng.choice((b"", pkt._addr(self.w.any_host())))
        opts = kind + bytes([7 + len(more), 4]) + pkt._addr(gate) + more
        return self._frame(n, self.l4(src, self.w.our_address(), True, opts=opts))

    def nobody(self):
        """To a host that is not there: we ask, wait, and give up."""
        n = self.rng.randrange(len(self.w.eth))
        n = n or 1
        return self._frame(n, self.l4(self.w.host_behind(n), "10.0.0.98"))

    def martian_source(self):
        n, _, dst = self._pair()
        if self.rng.random() < 0.4:
            dst = self.w.our_address()
        src = self.rng.choice(("127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0", "0.1.2.3", self.w.our_address(), "240.1.1.1", "10.0.0.255"))
        return self._frame(n, self.l4(src, dst, True, frag=0))

    def martian_destination(self):
        n, src, _ = self._pair()
        return self._frame(n, self.l4(src, self.rng.choice(("0.0.0.0", "127.0.0.1", "240.0.0.1", "0.9.9.9")), True, frag=0))

    def broadcast(self):
        n = self.rng.randrange(len(self.w.eth))
        m = self.rng.randrange(len(self.w.eth))
        dst = self.rng.choice(("255.255.255.255", "10.%d.0.255" % n, "10.%d.0.255" % n, "10.%d.0.255" % m, "10.%d.0.0" % n))
        src = self.rng.choice((self.w.host_behind(n), self.w.host_behind(n), "0.0.0.0"))
        return self._frame(n, self.l4(src, dst, True, frag=0), self.rng.choice((BROADCAST, BROADCAST, None)))

    def multicast(self):
        n = self.rng.randrange(len(self.w.eth))
        group = self.rng.choice((1, 1, 5, 251))
        dst = self.rng.choice(("01:00:5e:00:00:%02x" % group, None))
        return self._frame(n, self.l4(self.w.host_behind(n), "224.0.0.%d" % group, True, frag=0), dst)

    def wrong_mac(self):
        port, frame = self.rng.choice((self.forward, self.to_us))()
        return port, pkt.mac(self.rng.choice((BROADCAST, "01:00:5e:00:00:05", "02:00:00:00:99:99", "02:00:00:00:99:99"))) + frame[6:]

    def icmp_error(self):
        """An error about a packet that somebody behind the other port, or we, might have sent."""
        n, src, dst = self._pair()
        rng = self.rng
        to_us = rng.random() < 0.3
        if to_us:
            dst = self.w.our_address()
        inner = rng.choice((pkt.udp(dst, src, 53, 1000, b"quoted"), pkt.tcp(dst, src, 80, 2000, "S")))
        type_, code = rng.choice(((3, 0), (3, 1), (3, 3), (3, 4), (3, 13), (11, 0), (11, 1), (12, 0)))
        return self._frame(n, pkt.icmp(src, dst, type_, code, data=inner[:rng.choice((20, 28, 60))], **self._fields()))

    def arp(self):
        rng = self.rng
        n = rng.randrange(len(self.w.eth))
        p = n + 1
        src = rng.choice(self.w.neighbours[n] + ["10.%d.0.77" % n, "0.0.0.0"])
        target = rng.choice((self.w.ours[n][0], self.w.ours[n][0], self.w.our_address(), "10.%d.0.99" % n, src))
        mine = PEER % p if src.endswith(".1") else "02:00:00:00:07:%02x" % p
        if rng.random() < 0.25:
            whole = pkt.arp(1, mine, src, "00:00:00:00:00:00", target)
            at, byte = rng.choice(((1, 6), (3, 1), (4, 8), (5, 6), (7, 9), (0, 7)))     # hardware, protocol, lengths, code
            return self.w.eth[n], pkt.eth(BROADCAST, mine, whole[:at] + bytes([byte]) + whole[at + 1:], 0x806)
        if rng.random() < 0.7:
            return self.w.eth[n], pkt.eth(BROADCAST, mine, pkt.arp(1, mine, src, "00:00:00:00:00:00", target), 0x806)
        return self.w.eth[n], pkt.eth(MAC % p, mine, pkt.arp(2, mine, src, MAC % p, self.w.ours[n][0]), 0x806)

    def not_ip(self):
        n = self.rng.randrange(len(self.w.eth))
        return self.w.eth[n], pkt.eth(MAC % (n + 1), PEER % (n + 1), b"x" * 50, self.rng.choice((0x88b5, 0x86dd, 0x0020, 0x8100)))

    def local(self):
        rng, w = self.rng, self.w
        src = rng.choice((w.our_address(), w.our_address(), w.our_address(), "0.0.0.0", "127.0.0.1", "192.168.1.1"))
        dst = weighted(rng, {w.any_host(): 10, w.our_address(): 4, "127.0.0.1": 2, "10.0.0.255": 1, "224.0.0.1": 1, host_in(rng, rng.choice(NETS)): 3, "240.0.0.1": 1})
        if src == "127.0.0.1" and not dst.startswith("127"):
            src = w.our_address()
        kw = {"frag": 0}
        if rng.random() < 0.1:
            kw["ident"] = 0
        return "local", self.l4(src, dst, True, **kw)


CLASSES = {
    "forward": 62, "forward_ttl": 3, "to_us": 10, "no_way": 3, "unknown_sender": 3, "fragment": 2, "first_fragment": 1, "options": 2.5, "bad_options": 1,
    "bad_version": 0.6, "bad_ihl": 0.6, "bad_length": 0.8, "bad_checksum": 0.8, "short_length": 0.6, "truncated": 0.8, "trailing": 1.2, "bad_l4": 2.5,
    "martian_source": 1.6, "martian_destination": 0.8, "broadcast": 1.6, "multicast": 1.2, "wrong_mac": 1.6, "icmp_error": 2.5, "arp": 2, "not_ip": 0.6, "bad_sum": 1.2,
}


def _moments(world, n):
    """n packets as (milliseconds, is it one of a group on one port?); groups make vectors."""
    rng, out, ms = world.rng, [], 0
    while len(out) < n:
        size = weighted(rng, {1: 10, 2: 4, 5: 4, 12: 3, 30: 1, 64: 0.4})
        out += [(ms, size > 1)] * min(size, n - len(out))
        # Three requests, a second apart, go out before a neighbour counts as not there.
        # Nothing is sent while one of these timers may be due: which slot of the wheel it has is a matter of chance.
        steps = {0: 6, 1: 6, 3700: 1} if world.nobody else {0: 4, 1: 6, 4: 4, 20: 3, 40: 1} if world.for_host else {0: 4, 1: 6, 4: 4, 20: 3, 100: 3, 333: 2, 1000: 1, 2500: 0.3}
        if world.quiet_arp and not world.for_host:
            steps[60000] = 0.1
        ms += weighted(rng, steps)
    return out


def packets(world):
    """[(port, frame, seconds, class)]"""
    rng, sender, out = world.rng, Sender(world), []
    classes = dict(CLASSES)
    moments = _moments(world, rng.choice((20, 24, 30, 36, 40, 40, 80)))
    if moments[-1][0] >= 60000:
        classes.pop("arp", None)      # how long a learned neighbour stays is a matter of chance
    if world.local:
        classes["local"] = 12
    if world.source_routes:
        classes["source_route"] = 8
    if world.nobody:
        classes["nobody"] = 10
        del classes["arp"]      # what is learned has timers of its own
    port, last = None, None
    for ms, grouped in moments:
        if ms != last:
            port, last = None, ms
        for _ in range(20):
            kind = weighted(rng, classes)
            name, frame = getattr(sender, kind)()
            if not grouped or port in (None, name):
                break
        port = name
        out.append((name, frame, ms / 1000, kind))
    return out


def change(world):
    """A script that changes something between two packets."""
    rng = world.rng
    dev = rng.choice(world.eth)
    n = world.eth.index(dev)
    return weighted(rng, {
        "iptables-legacy -Z": 3, "iptables-legacy -Z FORWARD": 2, "iptables-legacy -I FORWARD -p udp --dport %d -j DROP" % rng.choice(PORTS): 3,
        "iptables-legacy -A FORWARD -m limit --limit 1/min --limit-burst 2 -j ACCEPT": 2, "iptables-legacy -P FORWARD %s" % rng.choice(("DROP", "ACCEPT")): 2,
        "iptables-legacy -D FORWARD 1": 2, "iptables-legacy -R FORWARD 1 -p tcp -j REJECT": 1, "iptables-legacy -F FORWARD": 1, "iptables-legacy -t mangle -A PREROUTING -j MARK --set-mark 1": 2,
        "iptables-legacy-save -c | iptables-legacy-restore -c": 3, "ip route add 172.16.5.64/26 via %s" % world.neighbours[n][0]: 2, "ip route del default": 1,
        "ip route replace default via %s" % world.neighbours[n][0]: 2, "ip neigh replace %s lladdr 02:00:00:00:09:09 dev %s" % (world.neighbours[n][1], dev): 2,
        "ip rule add from %s prohibit" % world.neighbours[n][0]: 1, "ip addr add 10.%d.0.99/24 dev %s" % (n, dev): 1, "ip addr del 10.%d.0.254/24 dev %s" % (n, dev): 1,
        "echo 0 >/proc/sys/net/ipv4/ip_forward": 0.5, "echo 1 >/proc/sys/net/ipv4/conf/%s/rp_filter" % dev: 1, "ip link set %s down; ip link set %s up" % (dev, dev): 0.5}) + "\n"


def write(path, seed, index, for_host=False):
    """Write case `index` of `seed` as the folder `path`."""
    world = World(random.Random("%s/%d/%d" % (seed, index, for_host)), for_host)
    path = pathlib.Path(path)
    path.mkdir(parents=True, exist_ok=True)
    (path / "net.sh").write_text(world.net_sh())
    (path / "setup.sh").write_text(setup_sh(world))
    if world.keep_local:
        (path / "keep-local").write_text("")
    drawn = packets(world)
    with pkt.Capture(path / "in.pcapng", world.eth + (["local"] if world.local else [])) as c:
        for name, frame, at, kind in drawn:
            c.send(name, frame, at, kind)
    if world.rng.random() < 0.15:
        for n in world.rng.sample(range(2, len(drawn) + 1), world.rng.randint(1, 3)):
            (path / ("before-%d.sh" % n)).write_text(change(world))
    return path


def main(argv):
    if len(argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    for n in range(int(argv[2])):
        write(pathlib.Path(argv[3]) / ("g%s-%04d" % (argv[1], n)), argv[1], n, "--host" in argv)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

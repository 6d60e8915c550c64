#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rulesets.py [--packets N] [--seed S] -o OUT DUMP...: real rule sets as case folders.

Each iptables-save dump (or iptables-restore input) becomes OUT/<name>/ with
  rules.v4    the dump, cut to the tables and extensions that Quintet delivers; CUT lists what went
  net.sh      an interface for each one that the rules name, addresses, routes, neighbours
  setup.sh    iptables-legacy-restore of the rules; what -save gives back goes to $OUT/save
  in.pcapng   packets made to hit the rules: a rule is drawn, the jumps that lead to it are
              followed back to a base chain, and a packet is built that fits them all
"""
import argparse
import ipaddress
import pathlib
import random
import re
import shlex
import sys

import pkt

TABLES = {"filter", "mangle", "raw", "security"}
MATCHES = set("tcp udp icmp multiport comment mark mac limit length ttl tos dscp iprange addrtype "
              "pkttype statistic time owner quota udplite standard ah esp".split())
TARGETS = set("ACCEPT DROP RETURN QUEUE LOG MARK TOS DSCP TTL REJECT TCPMSS TRACE".split())
BASE = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}
MAX_PORTS = 12
WITH_VALUE = {"-s", "-d", "-i", "-o", "-p", "-j", "-g", "-m", "--sport", "--dport", "--sports",
              "--dports", "--ports", "--icmp-type", "--tcp-flags", "--mac-source"}
ALIASES = {"--source": "-s", "--src": "-s", "--destination": "-d", "--dst": "-d",
           "--in-interface": "-i", "--out-interface": "-o", "--protocol": "-p", "--proto": "-p",
           "--jump": "-j", "--goto": "-g", "--match": "-m", "--source-port": "--sport",
           "--destination-port": "--dport", "--source-ports": "--sports",
           "--destination-ports": "--dports"}


def words(line):
    """A rule line's words with aliases made plain and counters gone."""
    try:
        w = shlex.split(re.sub(r"^\[\d+:\d+\] ", "", line))
    except ValueError:
        w = line.split()
    return [ALIASES.get(x, x) for x in w]


class Rule:
    """What a rule asks, as far as packets are built from it: {"-s": (inverted, value), …}."""

    def __init__(self, table, chain, w):
        self.table, self.chain, self.want, self.target = table, chain, {}, None
        negate = False
        i = 0
        while i < len(w):
            x = w[i]
            if x == "!":
                negate = True
            elif x in WITH_VALUE and i + 1 < len(w):
                n = 2 if x == "--tcp-flags" else 1
                value = w[i + 1:i + 1 + n]
                if value and value[0] == "!":       # old style: -s ! addr
                    negate, value, i = True, w[i + 2:i + 2 + n], i + 1
                value = " ".join(value)
                if x in ("-j", "-g"):
                    self.target = value
                elif x != "-m":
                    self.want[x] = (negate, value)
                negate = False
                i += n
            i += 1


def needs(w):
    """The extensions that a rule's words name: (matches, target)."""
    matches = {w[i + 1] for i in range(len(w) - 1) if w[i] == "-m"}
    target = [w[i + 1] for i in range(len(w) - 1) if w[i] in ("-j", "-g")]
    return matches, target[0] if target else None


def cut(text):
    """(what stays, what went and why, rules as Rule)"""
    kept, gone, rules = [], [], []
    blocks = re.split(r"(?m)^(?=\*)", text)
    for block in blocks:
        if not block.startswith("*"):
            continue
        table = block.splitlines()[0][1:].strip()
        if table not in TABLES:
            gone.append("table " + table)
            continue
        lines = block.splitlines()
        chains = BASE | {words(x)[1] for x in lines if re.match(r"-N ", x)} | {
            x[1:].split()[0] for x in lines if x.startswith(":")}
        for line in lines:
            rule = re.sub(r"^\[\d+:\d+\] ", "", line)
            if not re.match(r"-[AI] ", rule):
                kept.append(line)
                continue
            w = words(line)
            matches, target = needs(w)
            missing = (matches - MATCHES) | ({target} - TARGETS - chains - {None})
            if missing:
                gone.append("%s: %s" % (", ".join(sorted(missing)), rule))
                continue
            kept.append(line)
            rules.append(Rule(table, w[1], w[2:]))
    return "\n".join(kept) + "\n", gone, rules


def paths_to(rules):
    """chain -> one list of rules that lead to it from a base chain."""
    found = {(r.table, c): [] for r in rules for c in BASE}
    change = True
    while change:
        change = False
        for r in rules:
            here, there = (r.table, r.chain), (r.table, r.target)
            if r.target and here in found and there not in found and r.target not in TARGETS:
                found[there] = found[here] + [r]
                change = True
    return found


def base_chain(path, rule):
    return (path[0] if path else rule).chain


def interface(name):
    name = name.replace("+", "0")[:15]
    return name if re.fullmatch(r"[A-Za-z0-9_.:-]+", name) else None


class Net:
    """The ports, addresses and routes that the packets of a case need."""

    def __init__(self, rules, rng):
        self.rng = rng
        names = []
        for r in rules:
            for o in ("-i", "-o"):
                name = interface(r.want[o][1]) if o in r.want else None
                if name and name not in ("lo", "local") and name not in names:
                    names.append(name)
        for spare in ("eth0", "eth1"):
            if len(names) < 2 and spare not in names:
                names.append(spare)
        self.ports = names[:MAX_PORTS]
        self.local, self.routes = [], {}

    def own(self, port):
        return "10.%d.0.1" % (200 + self.ports.index(port))

    def peer(self, port):
        return "10.%d.0.2" % (200 + self.ports.index(port))

    def add_local(self, addr):
        if addr not in self.local and len(self.local) < 60 and not addr.startswith("127."):
            self.local.append(addr)

    def route(self, addr, port):
        self.routes.setdefault(addr, port)

    def script(self):
        batch = []
        for p in self.ports:
            batch += ["addr add %s/24 dev %s" % (self.own(p), p),
                      "neigh add %s lladdr %s dev %s nud permanent"
                      % (self.peer(p), pkt.PEER % (self.ports.index(p) + 1), p)]
        batch += ["addr add %s/32 dev %s" % (a, self.ports[0]) for a in self.local]
        batch.append("route add default via %s dev %s" % (self.peer(self.ports[-1]), self.ports[-1]))
        batch += ["route add %s/32 via %s dev %s" % (a, self.peer(p), p)
                  for a, p in self.routes.items() if a not in self.local
                  and not a.startswith("10.2") and usable(a)]
        return "ip -batch - <<'END'\n%s\nEND\n" % "\n".join(batch)


def usable(addr):
    first = int(addr.split(".")[0])
    return 0 < first < 224 and first != 127 and addr != "255.255.255.255"


def address(rng, want, fallback):
    """An address that fits (inverted, "net[,net]") as well as one try can."""
    if not want:
        return fallback
    inverted, value = want
    try:
        net = ipaddress.ip_network(value.split(",")[0], strict=False)
    except ValueError:
        return fallback
    if inverted:
        return fallback
    if net.num_addresses == 1:
        return str(net.network_address)
    return str(net.network_address + rng.randrange(1, max(2, min(net.num_addresses - 1, 1 << 16))))


def port_number(rng, want, other):
    if not want:
        return other
    inverted, value = want
    first = rng.choice(value.split(","))
    lo, _, hi = first.partition(":")
    names = {"ssh": 22, "http": 80, "https": 443, "domain": 53, "smtp": 25, "ftp": 21}
    try:
        lo = names.get(lo) or int(lo or 0)
        hi = names.get(hi) or int(hi or (lo if not _ else 65535))
    except ValueError:
        return other
    n = rng.randint(lo, max(lo, hi))
    return other if inverted else n


def transport(rng, want, src, dst):
    """The packet behind the addresses, of the protocol that is asked for."""
    inverted, proto = want.get("-p", (False, rng.choice(["tcp", "udp", "icmp", "tcp"])))
    if inverted:
        proto = "udp" if proto in ("tcp", "6") else "tcp"
    sport = port_number(rng, want.get("--sport") or want.get("--sports"), rng.randint(1024, 65000))
    dport = port_number(rng, want.get("--dport") or want.get("--dports") or want.get("--ports"),
                        rng.choice([22, 53, 80, 443, 8080, 33434]))
    data = bytes(rng.randrange(256) for _ in range(rng.choice([0, 4, 20, 100])))
    kw = {"ttl": rng.choice([1, 2, 64, 64, 64, 128]), "tos": rng.choice([0, 0, 0, 8, 16, 0xb8]),
          "ident": rng.randrange(1, 65536)}
    if proto in ("tcp", "6"):
        flags = rng.choice(["S", "S", "SA", "A", "PA", "FA", "R", "", "FPU", "SF"])
        return pkt.tcp(src, dst, sport, dport, flags, seq=rng.randrange(1 << 32), data=data,
                       topts=pkt.mss(1460) if "S" in flags else b"", **kw)
    if proto in ("udp", "17"):
        return pkt.udp(src, dst, sport, dport, data, **kw)
    if proto in ("icmp", "1"):
        kind = want.get("--icmp-type", (False, ""))[1]
        types = {"echo-request": 8, "echo-reply": 0, "destination-unreachable": 3,
                 "time-exceeded": 11, "parameter-problem": 12, "source-quench": 4}
        t, _, code = kind.partition("/")
        t = types.get(t, int(t) if t.isdigit() and int(t) < 256 else rng.choice([0, 3, 8, 8, 11, 13]))
        inner = pkt.udp(dst, src, 1, 2, b"x") if t in (3, 4, 5, 11, 12) else data
        return pkt.icmp(src, dst, t, int(code) if code.isdigit() else 0, data=inner, **kw)
    number = {"gre": 47, "esp": 50, "ah": 51, "igmp": 2, "sctp": 132, "udplite": 136,
              "ipv6": 41, "ospf": 89, "vrrp": 112, "all": 17}.get(proto)
    if number is None:
        number = int(proto) if proto.isdigit() and 0 < int(proto) < 256 else 253
    return pkt.ip(src, dst, number, data, **kw)


def one_packet(rng, net, rules, paths):
    """(port, frame) made to meet a rule that is drawn."""
    for _ in range(100):
        rule = rng.choice(rules)
        path = paths.get((rule.table, rule.chain))
        if path is not None:
            break
    else:
        path = []
    want = {}
    for r in path + [rule]:
        for k, v in r.want.items():
            if k not in want or not v[0]:
                want[k] = v
    base = base_chain(path, rule)
    into = interface(want["-i"][1]) if "-i" in want and not want["-i"][0] else None
    out = interface(want["-o"][1]) if "-o" in want and not want["-o"][0] else None
    into = into if into in net.ports else rng.choice(net.ports)
    others = [p for p in net.ports if p != into] or net.ports
    out = out if out in net.ports else rng.choice(others)
    for_us = base == "INPUT" or (base == "PREROUTING" and rng.random() < 0.3)
    if base == "OUTPUT" or (base == "POSTROUTING" and rng.random() < 0.3):
        src = address(rng, want.get("-s"), net.own(out))
        dst = address(rng, want.get("-d"), "198.18.%d.%d" % (rng.randrange(4), rng.randrange(1, 250)))
        net.route(dst, out)
        return "local", transport(rng, want, src, dst)
    src = address(rng, want.get("-s"), "198.19.%d.%d" % (rng.randrange(4), rng.randrange(1, 250)))
    if for_us:
        dst = address(rng, want.get("-d"), net.own(into))
        if usable(dst):
            net.add_local(dst)
    else:
        dst = address(rng, want.get("-d"), "198.18.%d.%d" % (rng.randrange(4), rng.randrange(1, 250)))
        net.route(dst, out)
    n = net.ports.index(into) + 1
    mac = want["--mac-source"][1] if "--mac-source" in want and not want["--mac-source"][0] else ""
    smac = mac if re.fullmatch(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", mac) else pkt.PEER % n
    dmac = pkt.MAC % n
    if dst == "255.255.255.255":
        dmac = pkt.BROADCAST
    elif not usable(dst) and dst.split(".")[0] in [str(x) for x in range(224, 240)]:
        dmac = "01:00:5e:00:00:01"
    return into, pkt.eth(dmac, smac, transport(rng, want, src, dst))


def make(dump, out, count, seed):
    """Writes the case of one dump; => (rules kept, rules cut)."""
    text, gone, rules = cut(dump.read_text(errors="replace"))
    if not rules:
        rules = [Rule("filter", "FORWARD", [])]
    rng = random.Random("%s %s" % (seed, dump.name))
    case = out / dump.name
    case.mkdir(parents=True, exist_ok=True)
    net, paths = Net(rules, rng), paths_to(rules)
    packets = [one_packet(rng, net, rules, paths) for _ in range(count)]
    with pkt.Capture(case / "in.pcapng", net.ports + ["local"]) as c:
        at = 0.0
        for port, frame in packets:
            if rng.random() < 0.3:
                at += rng.choice([0.001, 0.01, 0.1, 1.0])
            c.send(port, frame, at=at)
    (case / "net.sh").write_text(net.script())
    (case / "CUT").write_text("".join(x + "\n" for x in gone))
    (case / "setup.sh").write_text(
        "iptables-legacy-restore <<'END_OF_RULES'\n%sEND_OF_RULES\n"
        "iptables-legacy-save | sed '/^#/d' >\"$OUT/save\"\n" % text)
    return len(rules), len(gone)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--packets", type=int, default=200)
    p.add_argument("--seed", default="1")
    p.add_argument("-o", "--out", type=pathlib.Path, required=True)
    p.add_argument("dumps", nargs="+", type=pathlib.Path)
    a = p.parse_args()
    for dump in a.dumps:
        kept, gone = make(dump, a.out, a.packets, a.seed)
        print("%-40s %5d rules kept, %5d cut" % (dump.name, kept, gone))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""captures.py [--rules N] [--seed S] [--pick N [--routable F]] -o OUT CAPTURE...: captures as case folders.

The IPv4 packets of a capture (any link type below; others are left out) go through a router with two
ports. MAC addresses are rewritten so that the packets are for us; each address lies behind the port
that its first packet suggests; a rule set drawn from the capture's own addresses, protocols and
ports stands in FORWARD, mangle and raw. With --pick only N captures are made, chosen by the seed
among those of whose packets a share of F (0 to 1) could pass a router that has no rules.
"""
import argparse
import pathlib
import random
import struct
import subprocess
import sys

import pkt

MAX_PACKETS = 400
JIFFY = 0.004
ETHER_IPV4, ETHER_VLANS = 0x0800, (0x8100, 0x88a8, 0x9100)


def ethertype_payload(proto, data):
    while proto in ETHER_VLANS and len(data) >= 4:
        proto, data = struct.unpack_from("!H", data, 2)[0], data[4:]
    return data if proto == ETHER_IPV4 else None


def ipv4_of(link, b):
    """The IPv4 packet in a frame of a link type, or None."""
    if link == 1 and len(b) >= 14:
        return ethertype_payload(struct.unpack_from("!H", b, 12)[0], b[14:])
    if link in (12, 14, 101, 228) and b and b[0] >> 4 == 4:
        return b
    if link in (0, 108) and len(b) >= 4 and (b[:4] in (b"\2\0\0\0", b"\0\0\0\2")):
        return b[4:]
    if link == 113 and len(b) >= 16:
        return ethertype_payload(struct.unpack_from("!H", b, 14)[0], b[16:])
    if link == 276 and len(b) >= 20:
        return ethertype_payload(struct.unpack_from("!H", b, 0)[0], b[20:])
    if link in (9, 50) and len(b) >= 4:
        if b[:4] == b"\xff\x03\x00\x21":
            return b[4:]
    return None


def read_pcap(b):
    """Packets of a classic capture: [(link, seconds, frame)]; ends where it is damaged."""
    magic = b[:4]
    orders = {b"\xd4\xc3\xb2\xa1": ("<", 1e-6), b"\xa1\xb2\xc3\xd4": (">", 1e-6),
              b"\x4d\x3c\xb2\xa1": ("<", 1e-9), b"\xa1\xb2\x3c\x4d": (">", 1e-9)}
    if magic not in orders or len(b) < 24:
        return None
    order, unit = orders[magic]
    link = struct.unpack_from(order + "I", b, 20)[0] & 0xffff
    out, o = [], 24
    while o + 16 <= len(b):
        sec, frac, cap, _ = struct.unpack_from(order + "IIII", b, o)
        if cap > 262144 or o + 16 + cap > len(b):
            break
        out.append((link, sec + frac * unit, b[o + 16:o + 16 + cap]))
        o += 16 + cap
    return out


def read_pcapng(b):
    out, links, o, order = [], [], 0, "<"
    while o + 12 <= len(b):
        if b[o:o + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if b[o + 8:o + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            links = []
        kind, n = struct.unpack_from(order + "II", b, o)
        if n < 12 or o + n > len(b):
            break
        body = b[o + 8:o + n - 4]
        if kind == 1 and len(body) >= 8:
            links.append(struct.unpack_from(order + "H", body)[0])
        elif kind == 6 and len(body) >= 20:
            i, hi, lo, cap, _ = struct.unpack_from(order + "IIIII", body)
            if i < len(links) and 20 + cap <= len(body):
                out.append((links[i], (hi << 32 | lo) * 1e-6, body[20:20 + cap]))
        o += n
    return out


def packets_of(path):
    b = path.read_bytes()
    if b[:2] == b"\x1f\x8b":
        b = subprocess.run(["gzip", "-dc"], input=b, stdout=subprocess.PIPE, check=True).stdout
    frames = read_pcap(b)
    if frames is None:
        frames = read_pcapng(b) if b[:4] == b"\x0a\x0d\x0d\x0a" else []
    out = []
    for link, at, frame in frames[:MAX_PACKETS * 4]:
        ip = ipv4_of(link, frame)
        if ip and len(ip) <= 60000:
            out.append((at, ip))
    return out[:MAX_PACKETS]


def dotted(b):
    return ".".join(str(x) for x in b)


def sides(packets):
    """address -> 0 or 1: the port that it lies behind."""
    side = {}
    for _, ip in packets:
        if len(ip) < 20:
            continue
        s, d = dotted(ip[12:16]), dotted(ip[16:20])
        if s not in side:
            side[s] = 1 - side[d] if d in side else 0
        if d not in side:
            side[d] = 1 - side[s]
    return side


def usable(addr):
    a = [int(x) for x in addr.split(".")]
    return 0 < a[0] < 224 and a[0] != 127


def flow(ip):
    """(source, destination, protocol, sport, dport) as far as they are there."""
    ports = (None, None)
    hlen = (ip[0] & 15) * 4
    if ip[9] in (6, 17) and len(ip) >= hlen + 4 and not struct.unpack_from("!H", ip, 6)[0] & 0x1fff:
        ports = struct.unpack_from("!HH", ip, hlen)
    return dotted(ip[12:16]), dotted(ip[16:20]), ip[9], ports[0], ports[1]


def a_rule(rng, flows):
    src, dst, proto, sport, dport = rng.choice(flows)
    w = []
    if rng.random() < 0.6:
        w.append("-s %s/%d" % (src, rng.choice([32, 32, 32, 24, 16])))
    if rng.random() < 0.6:
        w.append("-d %s/%d" % (dst, rng.choice([32, 32, 32, 24, 16])))
    if rng.random() < 0.7 and proto:
        w.append("-p %d" % proto)
        if sport is not None and rng.random() < 0.7:
            m = {6: "tcp", 17: "udp"}[proto]
            w.append("-m %s" % m)
            if rng.random() < 0.5:
                w.append("--sport %d" % sport)
            if rng.random() < 0.7:
                w.append("--dport %d" % dport)
    extra = rng.random()
    if extra < 0.05:
        w.append("-m length --length %d:%d" % tuple(sorted((rng.randrange(1500), rng.randrange(1500)))))
    elif extra < 0.10:
        w.append("-m ttl --ttl-gt %d" % rng.choice([1, 32, 63, 64, 127]))
    elif extra < 0.13:
        w.append("-m dscp --dscp %d" % rng.choice([0, 0, 46, 48]))
    elif extra < 0.16:
        w.append("-m statistic --mode nth --every %d --packet 0" % rng.randint(1, 5))
    elif extra < 0.19:
        w.append("-m limit --limit %d/s --limit-burst %d" % (rng.randint(1, 50), rng.randint(1, 10)))
    return " ".join(w)


def rule_set(rng, flows, count):
    """iptables-restore input with about `count` rules; few of them drop."""
    tables = {"filter": [], "mangle": [], "raw": []}
    for i in range(count):
        w = a_rule(rng, flows)
        kind = rng.random()
        if kind < 0.06:
            tables["mangle"].append("-A FORWARD %s -j MARK --set-mark %d" % (w, rng.randrange(1, 99)))
        elif kind < 0.09:
            tables["mangle"].append("-A FORWARD %s -j TTL --ttl-set %d" % (w, rng.randint(60, 64)))
        elif kind < 0.12:
            tables["mangle"].append("-A PREROUTING %s -j TOS --set-tos 0x10" % w)
        elif kind < 0.18:
            tables["raw"].append("-A PREROUTING %s" % w)
        elif kind < 0.1805:
            tables["filter"].append("-A FORWARD %s -j DROP" % w)
        elif kind < 0.181 and "-p" in w:
            tables["filter"].append("-A FORWARD %s -j REJECT" % w)
        elif kind < 0.4:
            tables["filter"].append("-A C%d %s -j RETURN" % (i % 8, w))
        else:
            tables["filter"].append("-A FORWARD %s" % w + (" -j C%d" % (i % 8) if kind > 0.9 else ""))
    text = []
    for name, rules in tables.items():
        text.append("*" + name)
        if name == "filter":
            text += [":C%d - [0:0]" % i for i in range(8)]
        text += rules + ["COMMIT"]
    return "\n".join(text) + "\n"


def routable(ip):
    """Would a router without rules pass the packet on?"""
    return len(ip) >= 20 and usable(dotted(ip[12:16])) and usable(dotted(ip[16:20])) and ip[8] > 1


def make(path, out, rules, seed, least=0.0):
    """Writes one case; => number of packets, 0: nothing to convert."""
    packets = packets_of(path)
    flows = [flow(ip) for _, ip in packets if len(ip) >= 20 and ip[0] >> 4 == 4]
    if not flows or sum(routable(ip) for _, ip in packets) < least * len(packets):
        return 0
    rng = random.Random("%s %s" % (seed, path.name))
    case = out / ("%s-%s" % (path.parent.name, path.name.replace(".", "_")))
    case.mkdir(parents=True, exist_ok=True)
    side = sides(packets)
    net = ["link set eth0 mtu 65000", "link set eth1 mtu 65000",
           "addr add 100.64.0.1/24 dev eth0", "addr add 100.64.1.1/24 dev eth1",
           "neigh add 100.64.0.2 lladdr %s dev eth0 nud permanent" % (pkt.PEER % 1),
           "neigh add 100.64.1.2 lladdr %s dev eth1 nud permanent" % (pkt.PEER % 2),
           "route add default via 100.64.1.2 dev eth1"]
    net += ["route add %s/32 via 100.64.0.2 dev eth0" % a for a, s in sorted(side.items())
            if s == 0 and usable(a)]
    (case / "net.sh").write_text("ip -batch - <<'END'\n%s\nEND\n" % "\n".join(net))
    (case / "setup.sh").write_text("iptables-legacy-restore <<'END_OF_RULES'\n%sEND_OF_RULES\n"
                                   % rule_set(rng, flows, rules))
    with pkt.Capture(case / "in.pcapng", ["eth0", "eth1"]) as c:
        last = 0.0
        for at, ip in packets:
            n = side.get(dotted(ip[12:16]), 0) if len(ip) >= 20 else 0
            dst = ip[16] if len(ip) >= 20 else 0
            dmac = "01:00:5e:00:00:01" if 224 <= dst < 240 else (
                pkt.BROADCAST if ip[16:20] == b"\xff" * 4 else pkt.MAC % (n + 1))
            # No long pauses, never back; whole jiffies, or a packet might see either of two.
            last = max(last, min(round((at - packets[0][0]) / JIFFY) * JIFFY, last + 5))
            c.send("eth%d" % n, pkt.eth(dmac, pkt.PEER % (n + 1), ip), at=last)
    return len(packets)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rules", type=int, default=1000)
    p.add_argument("--seed", default="1")
    p.add_argument("--pick", type=int)
    p.add_argument("--routable", type=float, default=0.0)
    p.add_argument("-o", "--out", type=pathlib.Path, required=True)
    p.add_argument("captures", nargs="+", type=pathlib.Path)
    a = p.parse_args()
    rng = random.Random(a.seed)
    todo = sorted(a.captures)
    if a.pick:
        rng.shuffle(todo)
    made = total = 0
    for path in todo:
        n = make(path, a.out, a.rules, a.seed, a.routable)
        made += n > 0
        total += n
        if a.pick and made == a.pick:
            break
    print("%d cases, %d packets" % (made, total))
    return 0


if __name__ == "__main__":
    sys.exit(main())

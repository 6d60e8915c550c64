# SPDX-License-Identifier: GPL-2.0-or-later
"""Seeds of rtnetlink_fuzz for IPv6: a message of each kind, as `ip -6` sends it."""
import pathlib
import socket
import struct

OUT = pathlib.Path(__file__).resolve().parent / "seeds" / "rtnetlink"
REQUEST, DUMP, CREATE, EXCL, APPEND = 1, 0x300, 0x400, 0x200, 0x800
INET6 = socket.AF_INET6


def a6(text):
    return socket.inet_pton(INET6, text)


def attr(kind, data):
    data = data if isinstance(data, bytes) else struct.pack("=I", data)
    return struct.pack("=HH", len(data) + 4, kind) + data + bytes(-len(data) % 4)


def msg(kind, flags, header, *attrs):
    body = header + bytes(-len(header) % 4) + b"".join(attrs)
    return struct.pack("=IHHII", len(body) + 16, kind, REQUEST | flags, 1, 0) + body


def route(kind, flags, *attrs, dlen=48, rtype=1, table=254):
    header = struct.pack("=BBBBBBBBI", INET6, dlen, 0, 0, table, 3, 0, rtype, 0)
    return msg(kind, flags, header, *attrs)


def hop(via, index, weight=0):
    inner = attr(5, a6(via))
    return struct.pack("=HBBi", 8 + len(inner), 0, weight, index) + inner


NEW = CREATE | EXCL
DST = attr(1, a6("2001:db8:10::"))
SEEDS = {
    "addr6": msg(20, NEW, struct.pack("=BBBBI", INET6, 64, 0, 0, 2), attr(2, a6("2001:db8::5")),
                 attr(1, a6("2001:db8::5"))),
    "addr6-life": msg(20, NEW, struct.pack("=BBBBI", INET6, 64, 0, 0, 2),
                      attr(1, a6("2001:db8::6")), attr(6, struct.pack("=IIII", 10, 20, 0, 0))),
    "addr6-del": msg(21, 0, struct.pack("=BBBBI", INET6, 64, 0, 0, 2), attr(2, a6("2001:db8::1"))),
    "addr6-dump": msg(22, DUMP, struct.pack("=BBBBI", INET6, 0, 0, 0, 0)),
    "groups6": msg(58, DUMP, struct.pack("=BBBBI", INET6, 0, 0, 0, 0)),
    "anycast6": msg(62, DUMP, struct.pack("=BBBBI", INET6, 0, 0, 0, 0)),
    "route6": route(24, NEW, DST, attr(5, a6("2001:db8::2"))),
    "route6-append": route(24, NEW, DST, attr(5, a6("2001:db8::2")))
    + route(24, CREATE | APPEND, DST, attr(5, a6("2001:db8::3"))) + route(26, DUMP, dlen=0, table=0),
    "route6-multipath": route(24, NEW, DST, attr(9, hop("2001:db8::2", 2) + hop("fe80::1", 2, 3)))
    + route(25, 0, DST),
    "route6-metrics": route(24, NEW, DST, attr(4, 2), attr(8, attr(2, 1400) + attr(10, 9)),
                            attr(20, b"\1"), attr(23, 30)),
    "route6-get": route(26, 0, attr(1, a6("2001:db8::9")), dlen=128, table=0),
    "rule6": msg(32, NEW, struct.pack("=BBBBBBBBI", INET6, 0, 64, 0, 100, 0, 0, 1, 0),
                 attr(2, a6("2001:db8:1::"))) + route(26, 0, attr(1, a6("2001:db8::9")), dlen=128),
    "link6": msg(19, 0, struct.pack("=BBHiII", 0, 0, 0, 2, 0, 0),
                 attr(26, attr(INET6, attr(8, b"\1")))),
    "ifinfo6": msg(18, DUMP, struct.pack("=BBHiII", INET6, 0, 0, 0, 0, 0)),
    "label6": msg(72, NEW, struct.pack("=BBBBII", INET6, 0, 32, 0, 0, 0),
                  attr(1, a6("2001:db8::")), attr(2, 99))
    + msg(74, DUMP, struct.pack("=BBBBII", INET6, 0, 0, 0, 0, 0)),
    "netconf6": msg(82, 0, struct.pack("=B", INET6), attr(1, 2)),
}

if __name__ == "__main__":
    for name, data in SEEDS.items():
        (OUT / name).write_bytes(data)

# SPDX-License-Identifier: GPL-2.0-or-later
"""Build packets and write them as a case's in.pcapng; read pcapng back. Nothing but the standard library."""
import socket
import struct

MAC = "02:00:00:00:00:%02x"          # port n's own address is MAC % n (n from 1, in the capture's order)
PEER = "02:00:00:00:01:%02x"         # what we pretend lies behind port n
BROADCAST = "ff:ff:ff:ff:ff:ff"
LINK_ETHER, LINK_RAW = 1, 101
DF, MF = 0x4000, 0x2000              # for ip(frag=), with the offset in units of 8 bytes


def csum(data):
    if len(data) % 2:
        data += b"\0"
    s = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def eth(dst, src, payload, proto=0x0800):
    return mac(dst) + mac(src) + struct.pack("!H", proto) + payload


def to(port, payload, proto=0x0800):
    """A frame that reaches port number `port` (from 1) from its usual neighbour."""
    return eth(MAC % port, PEER % port, payload, proto)


def _addr(a):
    return socket.inet_aton(a)


def ip(src, dst, proto, payload=b"", ttl=64, ident=1, tos=0, frag=0, opts=b"", version=4, ihl=None,
       length=None, check=None):
    """An IPv4 packet; the last four arguments make the header lie."""
    opts += b"\0" * (-len(opts) % 4)
    size = 20 + len(opts)
    h = struct.pack("!BBHHHBBH4s4s", version << 4 | (size // 4 if ihl is None else ihl), tos,
                    size + len(payload) if length is None else length, ident, frag, ttl, proto, 0,
                    _addr(src), _addr(dst)) + opts
    sum_ = csum(h) if check is None else check
    return h[:10] + struct.pack("!H", sum_) + h[12:] + payload


def _l4(src, dst, proto, seg, at, check):
    pseudo = _addr(src) + _addr(dst) + struct.pack("!HH", proto, len(seg))
    sum_ = (csum(pseudo + seg) or 0xffff) if check is None else check
    return seg[:at] + struct.pack("!H", sum_) + seg[at + 2:]


def udp(src, dst, sport, dport, data=b"", ulen=None, ucheck=None, **kw):
    seg = struct.pack("!HHHH", sport, dport, 8 + len(data) if ulen is None else ulen, 0) + data
    return ip(src, dst, 17, _l4(src, dst, 17, seg, 6, ucheck), **kw)


FLAGS = {c: 1 << i for i, c in enumerate("FSRPAUEC")}


def tcp(src, dst, sport, dport, flags="S", seq=0, ack=0, data=b"", win=8192, topts=b"", doff=None,
        tcheck=None, **kw):
    bits = sum(FLAGS[c] for c in flags)
    topts += b"\0" * (-len(topts) % 4)
    size = 20 + len(topts)
    seg = struct.pack("!HHIIBBHHH", sport, dport, seq, ack,
                      (size // 4 if doff is None else doff) << 4, bits, win, 0, 0) + topts + data
    return ip(src, dst, 6, _l4(src, dst, 6, seg, 16, tcheck), **kw)


def mss(n):
    """The TCP option, for topts="""
    return struct.pack("!BBH", 2, 4, n)


def icmp(src, dst, type, code=0, rest=b"\0\0\0\0", data=b"", icheck=None, **kw):
    m = struct.pack("!BBH", type, code, 0) + rest + data
    sum_ = csum(m) if icheck is None else icheck
    return ip(src, dst, 1, m[:2] + struct.pack("!H", sum_) + m[4:], **kw)


def ping(src, dst, n=1, data=b"ping", **kw):
    return icmp(src, dst, 8, rest=struct.pack("!HH", 1, n), data=data, **kw)


def arp(op, sha, spa, tha, tpa, hrd=1, pro=0x800, hln=6, pln=4):
    return (struct.pack("!HHBBH", hrd, pro, hln, pln, op) + mac(sha) + _addr(spa) + mac(tha)
            + _addr(tpa))


def arp_request(port, spa, tpa, dst=BROADCAST):
    """Who has tpa? asked by port's usual neighbour."""
    return eth(dst, PEER % port, arp(1, PEER % port, spa, "00:00:00:00:00:00", tpa), 0x806)


def arp_reply(port, spa, tpa):
    return eth(MAC % port, PEER % port, arp(2, PEER % port, spa, MAC % port, tpa), 0x806)


def _pad(b):
    return b + b"\0" * (-len(b) % 4)


class Capture:
    """Writes in.pcapng: Capture(path, ["eth0", "local"]).send("eth0", frame, at=0.5)"""

    def __init__(self, path, ports):
        self.path = path
        self.names = list(ports)
        self.now = 0.0
        self.blocks = [self._block(0x0a0d0d0a, struct.pack("<IIq", 0x1a2b3c4d, 1, -1))]
        for name in self.names:
            link = LINK_RAW if name == "local" else LINK_ETHER
            self.blocks.append(self._block(1, struct.pack("<HHI", link, 0, 0) + struct.pack(
                "<HH", 2, len(name)) + _pad(name.encode()) + struct.pack("<HH", 0, 0)))

    @staticmethod
    def _block(type, body):
        n = 12 + len(body)
        return struct.pack("<II", type, n) + body + struct.pack("<I", n)

    def send(self, port, frame, at=None, comment=None):
        """Without `at` the packet has the time of the one before. A comment is for readers only."""
        if at is not None:
            self.now = at
        us = round(self.now * 1e6)
        self.blocks.append(self._block(6, struct.pack(
            "<IIIII", self.names.index(port), us >> 32, us & 0xffffffff, len(frame), len(frame))
            + _pad(frame) + self._comment(comment)))

    @staticmethod
    def _comment(text):
        if not text:
            return b""
        return struct.pack("<HH", 1, len(text)) + _pad(text.encode()) + struct.pack("<HH", 0, 0)

    def close(self):
        data = b"".join(self.blocks)
        with open(self.path, "wb") as f:
            f.write(data)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def read(path):
    """A pcapng as ([(name, link)], [(port index, microseconds, comment, frame)])."""
    with open(path, "rb") as f:
        b = f.read()
    ports, packets, o = [], [], 0
    while o + 12 <= len(b):
        type, n = struct.unpack_from("<II", b, o)
        body = b[o + 8:o + n - 4]
        if type == 1:
            ports.append((_option(body[8:], 2).decode(), struct.unpack_from("<H", body)[0]))
        elif type == 6:
            port, hi, lo, cap, _ = struct.unpack_from("<IIIII", body)
            rest = body[20 + cap + (-cap % 4):]
            packets.append((port, hi << 32 | lo, _option(rest, 1).decode(), body[20:20 + cap]))
        o += n
    return ports, packets


def _option(b, wanted):
    o = 0
    while o + 4 <= len(b):
        code, n = struct.unpack_from("<HH", b, o)
        if code == wanted:
            return b[o + 4:o + 4 + n]
        if code == 0:
            break
        o += 4 + n + (-n % 4)
    return b""

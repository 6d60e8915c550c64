# SPDX-License-Identifier: GPL-2.0-or-later
"""IPv6 packets for cases: pkt.py's counterpart, with addresses as text and extension headers as bytes."""
import socket
import struct

from pkt import FLAGS, csum, to

HOP, TCP, UDP, ROUTING, FRAGMENT, ICMP, NONE, DEST = 0, 6, 17, 43, 44, 58, 59, 60


def addr(text):
    return socket.inet_pton(socket.AF_INET6, text)


def to6(port, packet):
    """A frame that reaches port number `port` (from 1) from its usual neighbour."""
    return to(port, packet, 0x86dd)


def ip6(src, dst, proto, payload=b"", hlim=64, tclass=0, label=0, version=6, length=None, ext=()):
    """An IPv6 packet. `ext`: extension headers as (number, bytes without the first), in order."""
    numbers = [n for n, _ in ext] + [proto]
    chain = b"".join(bytes([numbers[k + 1]]) + body for k, (_, body) in enumerate(ext))
    body = chain + payload
    return struct.pack("!IHBB", version << 28 | tclass << 20 | label,
                       len(body) & 0xffff if length is None else length, numbers[0], hlim) \
        + addr(src) + addr(dst) + body


def sum6(src, dst, proto, seg):
    return csum(addr(src) + addr(dst) + struct.pack("!II", len(seg), proto) + seg)


def _l4(src, dst, proto, seg, at, check):
    value = (sum6(src, dst, proto, seg) or 0xffff) if check is None else check
    return seg[:at] + struct.pack("!H", value) + seg[at + 2:]


def udp6(src, dst, sport, dport, data=b"", ulen=None, ucheck=None, **kw):
    seg = struct.pack("!HHHH", sport, dport, 8 + len(data) if ulen is None else ulen, 0) + data
    return ip6(src, dst, UDP, _l4(src, dst, UDP, seg, 6, ucheck), **kw)


def tcp6(src, dst, sport, dport, flags="S", seq=0, ack=0, data=b"", doff=5, tcheck=None, **kw):
    bits = sum(FLAGS[c] for c in flags)
    seg = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, doff << 4, bits, 8192, 0, 0) + data
    return ip6(src, dst, TCP, _l4(src, dst, TCP, seg, 16, tcheck), **kw)


def icmp6(src, dst, type, code=0, rest=b"\0\0\0\0", data=b"", icheck=None, **kw):
    seg = struct.pack("!BBH", type, code, 0) + rest + data
    return ip6(src, dst, ICMP, _l4(src, dst, ICMP, seg, 2, icheck), **kw)


def ping6(src, dst, n=1, data=b"ping", **kw):
    return icmp6(src, dst, 128, rest=struct.pack("!HH", 1, n), data=data, **kw)


def tlv(type, data=b""):
    return bytes([type, len(data)]) + data


def options(number, *tlvs, hdrlen=None):
    """A hop-by-hop (HOP) or destination options (DEST) header, padded at its end."""
    body = b"".join(tlvs)
    pad = -(len(body) + 2) % 8
    body += b"" if not pad else b"\0" if pad == 1 else bytes([1, pad - 2]) + bytes(pad - 2)
    return number, bytes([(len(body) + 2) // 8 - 1 if hdrlen is None else hdrlen]) + body


def routing(type, left, *hops, hdrlen=None):
    return ROUTING, bytes([2 * len(hops) if hdrlen is None else hdrlen, type, left]) + bytes(4) \
        + b"".join(addr(h) for h in hops)


def fragment(offset, more=False, ident=1):
    """`offset` in units of 8 bytes"""
    return FRAGMENT, struct.pack("!BHI", 0, offset << 3 | more, ident)

# SPDX-License-Identifier: GPL-2.0-or-later
"""What two real kernels, or two seeds of one kernel, do differently - and nothing else.

Each mask is a function with a test of its own in masker_test.py:

    ip_ident        the IP identifier of packets that the stack itself makes, or fills in for
                    a local sender who left it 0; also where an ICMP error quotes such a packet
    flow_label      the flow label of IPv6 packets that the stack itself makes: a hash with a secret
    random_rules    cases with random-mode matches: which packets they hit, so counters and packets

A mask hides the value only: the checksum of a packet whose identifier is masked is taken as right
or wrong, and a wrong one still shows.
"""
import re
import struct

import pkt

ICMP_ERRORS = (3, 4, 5, 11, 12)


def _is_ipv4(packet):
    return len(packet) >= 20 and packet[0] >> 4 == 4 and (packet[0] & 15) >= 5 and \
        len(packet) >= (packet[0] & 15) * 4


def _clear_ident(packet):
    """The packet with identifier 0, its header checksum right if it was right before."""
    n = (packet[0] & 15) * 4
    right = pkt.csum(packet[:n]) == 0
    head = packet[:4] + b"\0\0" + packet[6:n]
    if right:
        head = head[:10] + b"\0\0" + head[12:]
        head = head[:10] + struct.pack("!H", pkt.csum(head)) + head[12:]
    return head + packet[n:]


def _clear_quoted_ident(packet):
    """An ICMP error with the identifier of the packet that it quotes masked."""
    n = (packet[0] & 15) * 4
    icmp = packet[n:]
    if packet[9] != 1 or len(icmp) < 28 or icmp[0] not in ICMP_ERRORS or not _is_ipv4(icmp[8:]):
        return packet
    right = pkt.csum(icmp) == 0
    icmp = icmp[:8] + _clear_ident(icmp[8:])
    if right:
        icmp = icmp[:2] + b"\0\0" + icmp[4:]
        icmp = icmp[:2] + struct.pack("!H", pkt.csum(icmp)) + icmp[4:]
    return packet[:n] + icmp


def _carries_on(packet, cause):
    """Is `packet` the packet that came in, on its way? Then its identifier is the sender's."""
    return cause is not None and _is_ipv4(cause) and packet[9] == cause[9] and \
        packet[4:6] == cause[4:6] and packet[12:16] == cause[12:16]


def ip_ident(packet, cause, cause_is_local):
    """Mask an IPv4 packet that came out; `cause` is the IPv4 packet that went in, or None."""
    if not _is_ipv4(packet):
        return packet
    filled_in = cause_is_local and cause is not None and len(cause) >= 20 and cause[4:6] == b"\0\0"
    if filled_in:
        return _clear_quoted_ident(_clear_ident(packet))
    if _carries_on(packet, cause):
        return packet
    return _clear_ident(packet)


def _is_ipv6(packet):
    return len(packet) >= 40 and packet[0] >> 4 == 6


def flow_label(packet, cause):
    """Mask an IPv6 packet that came out, unless it is the one that went in, on its way."""
    if cause is not None and _is_ipv6(cause) and packet[6] == cause[6] and \
            packet[8:24] == cause[8:24] and packet[1] & 15 == cause[1] & 15 and \
            packet[2:4] == cause[2:4]:
        return packet
    return packet[:1] + bytes([packet[1] & 0xf0, 0, 0]) + packet[4:]


def _packet(data, cause, cause_is_local):
    if _is_ipv6(data):
        return flow_label(data, cause)
    if cause is not None and not _is_ipv4(cause):
        cause = None
    return ip_ident(data, cause, cause_is_local)


def frame(data, link, cause, cause_link):
    """Mask a frame as the capture holds it; `cause` is the frame that went in, or None."""
    if cause is not None and cause_link == pkt.LINK_ETHER:
        cause = cause[14:] if cause[12:14] in (b"\x08\x00", b"\x86\xdd") else None
    local = cause_link == pkt.LINK_RAW
    if link == pkt.LINK_RAW:
        return _packet(data, cause, local)
    if data[12:14] not in (b"\x08\x00", b"\x86\xdd"):
        return data
    return data[:14] + _packet(data[14:], cause, local)


_RANDOM = re.compile(r"--mode random .*?--probability ([0-9.]+)")


def random_rules(scripts):
    """Do the scripts of a case hold a random-mode match whose outcome is open?"""
    return any(0 < float(p) < 1 for text in scripts for p in _RANDOM.findall(text))


def without_counters(dump):
    """A -save dump without its counters, for cases with random_rules()."""
    return re.sub(r"\[\d+:\d+\] ?", "", dump)

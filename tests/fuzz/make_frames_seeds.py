# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes seeds/frames/: what tests/fuzz/frames_fuzz.c begins from."""

import pathlib
import struct

from scapy.all import (ARP, ICMP, IP, TCP, UDP, Dot1Q, Ether, IPOption, IPOption_RR,
                       IPOption_Timestamp, Raw, rdpcap)

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / 'seeds/frames'
TO = Ether(dst='02:00:00:00:00:01', src='02:00:00:00:00:02')
ALL = Ether(dst='ff:ff:ff:ff:ff:ff', src='02:00:00:00:00:02')
FAR = {'src': '10.0.0.2', 'dst': '203.0.113.10'}
US = {'src': '10.0.0.2', 'dst': '10.0.0.1'}

SEEDS = {
    'tcp': [TO / IP(**FAR) / TCP(dport=80), TO / IP(**FAR) / TCP(dport=23)],
    'udp-closed': [TO / IP(**US) / UDP(dport=9)],
    'echo': [TO / IP(**US) / ICMP() / Raw(b'x' * 40)],
    'timestamp-request': [TO / IP(**US) / ICMP(type=13)],
    'error-about-us': [TO / IP(**US) / ICMP(type=3, code=1) / IP(src='10.0.0.1', dst='10.0.0.9')
                       / UDP()],
    'ttl-1': [TO / IP(ttl=1, **FAR) / UDP()],
    'too-big': [TO / IP(flags='DF', **FAR) / UDP() / Raw(bytes(1600))],
    'no-route': [TO / IP(src='10.0.0.2', dst='198.51.100.1') / UDP()],
    'unknown-neighbour': [TO / IP(src='10.0.0.2', dst='10.0.1.77') / UDP()] * 5,
    'record-route': [TO / IP(options=[IPOption_RR(routers=['0.0.0.0'] * 4)], **FAR) / UDP()],
    'timestamp-option': [TO / IP(options=[IPOption_Timestamp()], **FAR) / UDP()],
    'bad-option': [TO / IP(options=[IPOption(b'\x83\xff\x04')], **FAR) / UDP()],
    'fragments': [TO / IP(flags='MF', **FAR) / Raw(bytes(64)), TO / IP(frag=8, **FAR) / Raw(b'x')],
    'bad-checksum': [TO / IP(chksum=1, **FAR) / UDP()],
    'martian': [TO / IP(src='127.0.0.1', dst='203.0.113.1') / UDP()],
    'broadcast': [ALL / IP(src='10.0.0.2', dst='255.255.255.255') / UDP(dport=67)],
    'multicast': [ALL / IP(src='10.0.0.2', dst='224.0.0.1') / UDP()],
    'arp-request': [ALL / ARP(op=1, psrc='10.0.0.2', pdst='10.0.0.1')],
    'arp-reply': [TO / ARP(op=2, psrc='10.0.1.77', pdst='10.0.0.1')],
    'vlan': [TO / Dot1Q(vlan=7) / IP(**FAR) / UDP()],
    'ipv6': [Ether(dst='02:00:00:00:00:01', type=0x86dd) / Raw(bytes(40))],
    'unknown-type': [Ether(dst='02:00:00:00:00:01', type=0x9999) / Raw(bytes(46))],
    'short': [Raw(b'\x02\0\0')],
    'other-host': [Ether(dst='02:00:00:00:00:99') / IP(**FAR) / UDP()],
    'unknown-protocol': [TO / IP(proto=200, **US) / Raw(bytes(20))],
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    office = list(rdpcap(str(HERE.parent.parent / 'examples/gateway/lan.pcap')))[40:60]
    for name, frames in [*SEEDS.items(), ('office', office)]:
        body = b''.join(struct.pack('>H', len(bytes(frame))) + bytes(frame) for frame in frames)
        (OUT / name).write_bytes(b'\x03' + body)


if __name__ == '__main__':
    main()

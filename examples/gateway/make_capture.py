# SPDX-License-Identifier: GPL-2.0-or-later
"""lan.pcap: half a minute of a small office, as its gateway sees it arrive on eth0.

Seeded: it gives the same bytes whenever it runs.
"""

import pathlib
import random

from scapy.all import DNS, DNSQR, ICMP, IP, TCP, UDP, Ether, Raw, wrpcap

HERE = pathlib.Path(__file__).resolve().parent
GATEWAY = '02:00:00:00:00:01'
RESOLVER = '192.0.2.53'
WEB = ['198.51.100.7', '203.0.113.80', '203.0.113.81']
rng = random.Random(20260101)


class Office:
    """Packets with their times, in the order of time when they are taken."""

    def __init__(self):
        self.packets = []

    def send(self, when, host, ip, payload):
        source = f'192.168.10.{host}' if isinstance(host, int) else host
        number = int(source.rsplit('.', 1)[1])
        frame = Ether(src=f'02:00:00:00:0a:{number:02x}', dst=GATEWAY) / \
            IP(src=source, id=rng.randrange(65536), flags='DF', **ip) / payload
        frame.time = 1767225600 + when
        self.packets.append(frame)

    def tcp(self, when, host, to, port, **more):
        self.send(when, host, {'dst': to}, TCP(sport=rng.randrange(32768, 61000), dport=port,
                                               seq=rng.randrange(2 ** 32), **more))

    def name(self, when, host, name):
        self.send(when, host, {'dst': RESOLVER},
                  UDP(sport=rng.randrange(32768, 61000), dport=53) /
                  DNS(id=rng.randrange(65536), qd=DNSQR(qname=name)))

    def page(self, when, host, to, port=443, segments=4):
        """What the client says: SYN, ACK, its request, more ACKs, FIN."""
        sport, seq = rng.randrange(32768, 61000), rng.randrange(2 ** 32)
        mss = [('MSS', 1460), ('SAckOK', b''), ('WScale', 7)]

        def segment(at, flags, size=0, options=()):
            nonlocal seq
            body = Raw(bytes(rng.randrange(256) for _ in range(size)))
            self.send(at, host, {'dst': to},
                      TCP(sport=sport, dport=port, seq=seq, ack=0 if flags == 'S' else 1,
                          flags=flags, window=64240, options=list(options)) / body)
            seq = (seq + size + (flags in ('S', 'FA'))) % 2 ** 32

        segment(when, 'S', options=mss)
        segment(when + 0.021, 'A')
        segment(when + 0.022, 'PA', 517)
        for i in range(segments):
            segment(when + 0.05 + i * 0.01, 'PA' if i % 2 else 'A', 1400 if i % 2 else 0)
        segment(when + 0.3, 'FA')


def main():
    office = Office()
    for i, host in enumerate((11, 31, 32, 33, 40)):
        office.name(0.2 + i, host, 'www.example.org')
        office.page(0.25 + i, host, rng.choice(WEB))
    office.page(6.0, 34, WEB[0], 80, 12)                     # a large upload without TLS
    office.page(6.5, 25, '198.51.100.25', 587, 3)            # the mail server sends
    office.tcp(7.0, 66, '198.51.100.25', 25, flags='S')      # somebody else tries
    office.tcp(7.5, 66, '198.51.100.26', 25, flags='S')
    office.tcp(8.0, 31, '203.0.113.9', 445, flags='S')       # file sharing stays inside
    office.tcp(8.2, 31, '203.0.113.9', 23, flags='S')
    office.page(9.0, 12, '203.0.113.22', 22, 2)              # ssh
    for i in range(20):                                      # a call
        office.send(10 + i * 0.02, 50, {'dst': '203.0.113.60', 'tos': 0},
                    UDP(sport=16400, dport=16402) / Raw(bytes(172)))
    for i in range(8):                                       # pings, to us and through us
        office.send(12 + i * 0.05, 31, {'dst': '198.51.100.1'}, ICMP(id=7, seq=i) / Raw(bytes(56)))
    for port in (21, 111, 512, 3306, 3389, 5432, 6000, 8080, 8443, 9100):
        office.tcp(14 + port / 1e5, 66, '203.0.113.9', port, flags='S')  # a port scan
    office.tcp(15.0, 66, '203.0.113.9', 80, flags='SF')
    office.tcp(15.1, 66, '203.0.113.9', 80, flags=0)
    for i in range(6):                                       # forged sources
        office.send(16 + i * 0.01, f'100.64.7.{i + 1}', {'dst': '203.0.113.80'},
                    UDP(sport=1234, dport=123) / Raw(bytes(48)))
    office.send(17, 32, {'dst': '10.20.30.40'}, UDP(sport=40000, dport=161) / Raw(b'public'))
    for ttl in (1, 2, 3):                                    # traceroute
        office.send(18 + ttl, 33, {'dst': '198.51.100.7', 'ttl': ttl},
                    UDP(sport=50000 + ttl, dport=33434 + ttl) / Raw(bytes(12)))
    office.send(22, 40, {'dst': '192.0.2.123'}, UDP(sport=123, dport=123) / Raw(bytes(48)))
    for i in range(3):                                       # QUIC
        office.send(23 + i * 0.1, 40, {'dst': WEB[2]},
                    UDP(sport=51000, dport=443) / Raw(bytes(1200)))
    office.send(25, 33, {'dst': '203.0.113.44', 'proto': 47}, Raw(bytes(40)))  # a tunnel
    office.packets.sort(key=lambda p: p.time)
    wrpcap(str(HERE / 'lan.pcap'), office.packets)
    print(f'{len(office.packets)} packets')


if __name__ == '__main__':
    main()

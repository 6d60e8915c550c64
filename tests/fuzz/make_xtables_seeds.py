#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of xtables_fuzz from real blobs, those that iptables-legacy makes.

Run it as root in a namespace of its own: unshare -n tests/fuzz/make_xtables_seeds.py
"""

import pathlib
import socket
import struct
import subprocess

OUT = pathlib.Path(__file__).resolve().parent / 'seeds' / 'xtables'
TABLES = ['filter', 'mangle', 'raw', 'security']

TCP = bytes.fromhex('4500003c000040004006000a0a0000010a0000029c40005000000001000000005002ffff0000'
                    '0000020405b4010303070402080a0000000000000000')
UDP = bytes.fromhex('4500002000000000401100000a0000010a000002003500350000000c0000000000000000')
ICMP = bytes.fromhex('4500001c00000000400100000a0000010a0000020800000000000000')

RULES = {
    'tcp': ('filter', TCP, '''-A INPUT -p tcp --dport 80 --syn -j ACCEPT
-A INPUT -p tcp --tcp-option 8 --sport 1024:65535 -j DROP
-A INPUT -p tcp -m multiport --dports 22,80,100:200 -m comment --comment note -j ACCEPT'''),
    'udp': ('filter', UDP, '''-A INPUT -p udp --sport 53 -j ACCEPT
-A FORWARD -p udp -m multiport ! --sports 1,2 -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -p udp -m length --length 20:100 -m ttl --ttl-gt 3 -j DROP'''),
    'icmp': ('filter', ICMP, '''-A INPUT -p icmp --icmp-type 8 -m limit --limit 1/s -j ACCEPT
-A INPUT -m addrtype --dst-type LOCAL -m pkttype --pkt-type broadcast -j DROP
-A INPUT -m statistic --mode nth --every 2 --packet 0 -j ACCEPT
-A INPUT -m quota --quota 1000 -j ACCEPT
-A OUTPUT -m owner --uid-owner 0 -j ACCEPT'''),
    'chains': ('filter', TCP, ''':a - [0:0]
:b - [0:0]
-A INPUT -i eth0 -s 10.0.0.0/8 -j a
-A INPUT -g b
-A a -d 10.0.0.2 -j b
-A a ! -s 10.1.0.0/16 -f -j RETURN
-A b -m iprange --src-range 10.0.0.1-10.0.0.9 -j RETURN
-A b -m mac --mac-source 00:11:22:33:44:55 -j DROP
-A b -m time --timestart 01:00 --timestop 02:00 -j DROP'''),
    'mangle': ('mangle', TCP, '''-A PREROUTING -j MARK --set-xmark 0x1/0xff
-A PREROUTING -m mark --mark 1 -j TOS --set-tos 0x10
-A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
-A POSTROUTING -p tcp --syn -j TCPMSS --set-mss 1000
-A POSTROUTING -m dscp --dscp 4 -j DSCP --set-dscp 8
-A OUTPUT -m tos --tos 0x10 -j TTL --ttl-set 9'''),
    'raw': ('raw', UDP, '''-A PREROUTING -j TRACE
-A PREROUTING -j LOG --log-prefix x --log-tcp-options --log-ip-options
-A OUTPUT -p udplite -j ACCEPT'''),
    'security': ('security', TCP, '-A INPUT -p tcp -j LOG --log-uid'),
}



def ask(sock, option, table, size, more=b''):
    """getsockopt() with a name in the buffer, which Python's cannot do."""
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    buf = ctypes.create_string_buffer(table.encode().ljust(32, b'\0') + more, size)
    length = ctypes.c_uint32(size)
    if libc.getsockopt(sock.fileno(), 0, option, buf, ctypes.byref(length)):
        raise OSError(ctypes.get_errno(), table)
    return buf.raw


def seed(sock, table, packet):
    head = ask(sock, 64, table, 84)
    hooks, *rest = struct.unpack('13I', head[32:84])
    entry, under, number, size = rest[:5], rest[5:10], rest[10], rest[11]
    blob = ask(sock, 65, table, 40 + size, struct.pack('I', size))[40:]
    replace = table.encode().ljust(32, b'\0') + struct.pack(
        '3I5I5II', hooks, number, size, *entry, *under, number) + struct.pack('Q', 0)
    assert len(replace) == 96
    return bytes([1, TABLES.index(table)]) + struct.pack('>H', len(packet)) + packet + replace + blob


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    for name, (table, packet, rules) in RULES.items():
        subprocess.run(['iptables-legacy-restore'], input=f'*{table}\n{rules}\nCOMMIT\n',
                       text=True, check=True)
        (OUT / name).write_bytes(seed(sock, table, packet))


if __name__ == '__main__':
    main()

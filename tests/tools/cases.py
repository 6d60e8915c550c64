# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases and captures for the tests of run, replay and trace."""

import json
import os
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "parity"))
import pkt  # noqa: E402

ETH0, ETH1 = pkt.MAC % 1, pkt.MAC % 2
PEER0, PEER1 = pkt.PEER % 1, pkt.PEER % 2

NET = f"""
ip addr add 10.0.0.254/24 dev eth0
ip addr add 10.1.0.254/24 dev eth1
ip neigh add 10.0.0.1 lladdr {PEER0} dev eth0
ip neigh add 10.1.0.1 lladdr {PEER1} dev eth1
"""


def tcp_in(dport=80, src="10.0.0.1", dst="10.1.0.1", flags="S", ttl=64, **kw):
    """A frame that comes in by eth0."""
    return pkt.eth(ETH0, PEER0, pkt.tcp(src, dst, 40000, dport, flags, ttl=ttl, **kw))


def forwarded(dport=80, src="10.0.0.1", dst="10.1.0.1", flags="S", ttl=63, **kw):
    """What leaves by eth1 for it."""
    return pkt.eth(PEER1, ETH1, pkt.tcp(src, dst, 40000, dport, flags, ttl=ttl, **kw))


def make_case(path, packets, setup="", net=NET, ports=("eth0", "eth1", "local"), **files):
    """packets: (port, bytes) or (port, bytes, seconds)."""
    path.mkdir()
    with pkt.Capture(str(path / "in.pcapng"), ports) as c:
        for port, data, *at in packets:
            c.send(port, data, at=at[0] if at else None)
    (path / "net.sh").write_text(net)
    (path / "setup.sh").write_text(setup)
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def write_pcap(path, packets, link=1, magic=0xA1B2C3D4, order="<"):
    """packets: (seconds, bytes) or (seconds, bytes, bytes that it had)."""
    with open(path, "wb") as f:
        f.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link))
        for at, data, *wire in packets:
            sec, frac = int(at), round(at % 1 * 1e6)
            f.write(struct.pack(order + "IIII", sec, frac, len(data), wire[0] if wire else len(data)))
            f.write(data)
    return path


def trace_of(folder):
    """[(number, from, to, frame)] of a trace.txt; frame: bytes, or '-' or '!ERROR' as `to`."""
    lines = []
    for line in (folder / "trace.txt").read_text().splitlines():
        number, port, _, to, *data = line.split()
        lines.append((int(number), port, to, bytes.fromhex(data[0]) if data else None))
    return lines


def events(text):
    return [json.loads(line) for line in text.splitlines()]


def readable(path):
    """For a user who is not us."""
    for folder, _, names in os.walk(path):
        os.chmod(folder, 0o755)
        for name in names:
            os.chmod(os.path.join(folder, name), 0o644)
    return path

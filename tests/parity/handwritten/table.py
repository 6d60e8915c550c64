# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of hand-written cases, and the words in which they are written.

    case("name", "What it shows.", "iptables -A FORWARD -j DROP", [u(53)])

The usual namespace: port eth0 is 10.0.0.254/24 with the neighbour 10.0.0.1 behind it, eth1 is
10.1.0.254/24 with 10.1.0.1, eth2 (where `ports` names it) 10.2.0.254/24 with 10.2.0.1.
Packets come at one moment unless given a time.
"""
import pathlib
import textwrap

from pkt import Capture, icmp, ping, tcp, to, udp

CASES = {}
A, B, C = "10.0.0.1", "10.1.0.1", "10.2.0.1"            # the neighbours
US0, US1, US2 = "10.0.0.254", "10.1.0.254", "10.2.0.254"    # we ourselves

# try COMMAND...: what it says and its exit code go to $OUT/rc, whichever it is.
TRY = 'try() { r=0; "$@" >>"$OUT/rc" 2>&1 || r=$?; echo "$r: $*" >>"$OUT/rc"; }\n'


def usual_net(ports):
    lines = []
    for n, name in enumerate(p for p in ports if p != "local"):
        lines.append("addr add 10.%d.0.254/24 dev %s" % (n, name))
        lines.append("neigh add 10.%d.0.1 lladdr 02:00:00:00:01:%02x dev %s" % (n, n + 1, name))
    return "ip -batch - <<E\n%s\nE\n" % "\n".join(lines)


class Case:
    def __init__(self, name, shows, setup, packets, ports, net, more_net, before, keep_local):
        self.name, self.shows, self.packets, self.ports = name, shows, packets, ports
        self.before, self.keep_local = before, keep_local
        self.setup = _script(setup)
        self.net = (usual_net(ports) if net is None else _script(net)) + _script(more_net)

    def write(self, folder):
        path = pathlib.Path(folder) / self.name
        path.mkdir(parents=True, exist_ok=True)
        for old in path.iterdir():
            if old.is_file():
                old.unlink()
        (path / "setup.sh").write_text("# %s\n%s" % (self.shows, self.setup))
        (path / "net.sh").write_text(self.net)
        for n, text in self.before.items():
            (path / ("before-%d.sh" % n)).write_text(_script(text))
        if self.keep_local:
            (path / "keep-local").write_text("")
        with Capture(path / "in.pcapng", self.ports) as c:
            for p in self.packets:
                c.send(*p)


def _script(text):
    text = textwrap.dedent(text).strip("\n")
    if not text:
        return ""
    text = "\n".join(line if not line.startswith(("iptables ", "try iptables "))
                     else line.replace("iptables ", "iptables-legacy ", 1)
                     for line in text.split("\n")) + "\n"
    return (TRY if "try " in text else "") + text


def case(name, shows, setup, packets, ports=("eth0", "eth1", "local"), net=None, more_net="",
         before=None, keep_local=False):
    assert name not in CASES, name
    CASES[name] = Case(name, shows, setup, packets, list(ports), net, more_net, before or {},
                       keep_local)


def restore(text):
    """A rule set for iptables-legacy-restore, the tables separated by their *name lines."""
    out = []
    for line in textwrap.dedent(text).strip("\n").split("\n"):
        if line.startswith("*") and out:
            out.append("COMMIT")
        out.append(line)
    return "iptables-legacy-restore <<R\n%s\nCOMMIT\nR" % "\n".join(out)


def count(chain, matches, table="filter"):
    """Rules without a target: they count, and nothing else."""
    return restore("*%s\n" % table + "\n".join("-A %s %s" % (chain, m) for m in matches))


# Packets from the neighbour on eth0, to the neighbour on eth1 unless told otherwise.

def u(dport=53, sport=1000, src=A, dst=B, data=b"data", at=None, **kw):
    return "eth0", to(1, udp(src, dst, sport, dport, data, **kw)), at


def t(dport=80, flags="S", sport=2000, src=A, dst=B, at=None, **kw):
    return "eth0", to(1, tcp(src, dst, sport, dport, flags, **kw)), at


def i(type=8, code=0, src=A, dst=B, at=None, **kw):
    return "eth0", to(1, icmp(src, dst, type, code, **kw)), at


def e(dst=B, src=A, at=None, **kw):
    return "eth0", to(1, ping(src, dst, **kw)), at


def raw(packet, port=1, at=None):
    """Any IPv4 packet, to port number `port`."""
    return "eth%d" % (port - 1), to(port, packet), at


def local(packet, at=None):
    return "local", packet, at


def apart(packets, seconds=1.1):
    """The same packets with time between them: route errors to one sender come at most once a second."""
    return [(port, frame, n * seconds) for n, (port, frame, _) in enumerate(packets)]

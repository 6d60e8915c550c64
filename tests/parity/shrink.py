# SPDX-License-Identifier: GPL-2.0-or-later
"""Make a differing case small: delta debugging over its packets and the lines of its scripts.

Candidates are tried in rounds, a whole round side by side, because booting a kernel costs more than
running a case. Packets go first (few packets make every later round cheap), then rules, routes
and switches, then packets again. What is left cannot lose any one piece without losing the difference.
"""
import pathlib
import shutil
import tempfile
import time

import pkt

# Lines that hold a script together; everything else may go.
FIXED = ("iptables-legacy-restore", "ip -batch", "R", "E", "COMMIT", "*", "#")


class Gone(Exception):
    """The whole case does not differ when it is run alone."""


class Case:
    """A case in pieces."""

    def __init__(self, path):
        path = pathlib.Path(path)
        self.name = path.name
        self.ports, self.packets = pkt.read(path / "in.pcapng")
        self.scripts = {f.name: f.read_text().split("\n") for f in sorted(path.glob("*.sh"))
                        if not f.name.startswith("before-")}
        self.before = {int(f.stem[7:]): f.read_text() for f in path.glob("before-*.sh")}
        # before-N.sh belongs to its packet.
        self.packets = [p + (self.before.get(n),) for n, p in enumerate(self.packets, 1)]
        self.keep_local = (path / "keep-local").exists()

    def write(self, path, packets=None, script=None, lines=None):
        """Write the case, with other packets or with other lines of one script."""
        path.mkdir(parents=True, exist_ok=True)
        packets = self.packets if packets is None else packets
        for name, text in self.scripts.items():
            (path / name).write_text("\n".join(lines if name == script else text))
        if self.keep_local:
            (path / "keep-local").write_text("")
        with pkt.Capture(path / "in.pcapng", [name for name, _ in self.ports]) as c:
            for n, (port, us, comment, frame, before) in enumerate(packets, 1):
                c.send(self.ports[port][0], frame, us / 1e6, comment)
                if before is not None:
                    (path / ("before-%d.sh" % n)).write_text(before)
        return path


def _chunks(items, parts):
    size = -(-len(items) // parts)
    return [items[k:k + size] for k in range(0, len(items), size)]


def _minimise(items, still, deadline):
    """ddmin: `still(list of item lists)` tells for each whether the difference is there."""
    parts = 2
    while items and time.time() < deadline:
        chunks = _chunks(items, min(parts, len(items)))
        tries = [[x for k, chunk in enumerate(chunks) if k != out for x in chunk] for out in range(len(chunks))]
        if len(chunks) == 2:
            tries = chunks[::-1]
        elif parts == 4:
            tries = chunks + tries
        good = [t for t, yes in zip(tries, still(tries)) if yes]
        if good:
            items = min(good, key=len)
            parts = max(2, min(parts, len(items)))
        elif parts >= len(items):
            break
        else:
            parts *= 2
    return items


def shrink(path, into, differ, seconds=120):
    """Write the smallest differing form of case `path` as the folder `into`; its path is returned.

    `differ(list of case folders)` says for each whether the two sides differ."""
    case = Case(path)
    deadline = time.time() + seconds
    with tempfile.TemporaryDirectory(prefix="shrink.") as tmp:
        serial = iter(range(1 << 30))

        def fresh():
            return pathlib.Path(tmp) / ("%s-%d" % (case.name, next(serial)))

        if differ([case.write(fresh())]) != [True]:
            raise Gone(case.name)

        def still_packets(tries):
            return differ([case.write(fresh(), packets=t) for t in tries])

        def shrink_script(name):
            lines = case.scripts[name]
            free = [n for n, text in enumerate(lines) if text and not text.startswith(FIXED)]

            def keep(chosen):
                kept = set(chosen)
                return [text for n, text in enumerate(lines) if n in kept or n not in free]

            def still(tries):
                return differ([case.write(fresh(), script=name, lines=keep(t)) for t in tries])
            case.scripts[name] = keep(_minimise(free, still, deadline))

        case.packets = _minimise(case.packets, still_packets, deadline)
        for name in ("setup.sh", "net.sh"):
            if name in case.scripts:
                shrink_script(name)
        case.packets = _minimise(case.packets, still_packets, deadline)
    into = pathlib.Path(into).resolve()
    shutil.rmtree(into, ignore_errors=True)
    return case.write(into)

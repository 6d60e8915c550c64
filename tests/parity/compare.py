#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""compare.py CASE LEFT RIGHT: do two result folders of one case say the same?

Compared, behind the masks of masker.py: trace.txt, out.pcapng, the dumps of dump.sh, and every other
file that the scripts of the case left in $OUT. Not compared: log, stories, hidden files.
Prints the first difference of each file and exits with 1 when there is one.
"""
import difflib
import pathlib
import re
import struct
import sys

import masker
import pkt

SKIPPED = ("log", "story.txt", "story.jsonl")


class Inputs:
    """The packets that a case feeds in: causes, for the masks."""

    def __init__(self, case):
        case = pathlib.Path(case)
        self.ports, self.packets = pkt.read(case / "in.pcapng")
        self.links = dict(self.ports)
        self.random = masker.random_rules(f.read_text() for f in case.glob("*.sh"))

    def mask(self, port, data, cause):
        """One frame that came out on `port` because of input packet `cause` (0: none)."""
        if not 0 < cause <= len(self.packets):
            return masker.frame(data, self.links.get(port), None, None)
        index, _, _, went_in = self.packets[cause - 1]
        return masker.frame(data, self.links.get(port), went_in, self.ports[index][1])


_LINE = re.compile(r"^(\d+) (\S+) > (\S+) ([0-9a-f]+)$")


def masked_trace(text, inputs):
    lines = []
    for line in text.splitlines():
        m = _LINE.match(line)
        if m:
            data = inputs.mask(m[3], bytes.fromhex(m[4]), int(m[1]))
            line = "%s %s > %s %s" % (m[1], m[2], m[3], data.hex())
        lines.append(line)
    return lines


def masked_capture(path, inputs):
    ports, packets = pkt.read(path)
    lines = ["port %s %d" % p for p in ports]
    for index, us, comment, data in packets:
        name = ports[index][0]
        cause = int(comment[3:]) if comment.startswith("in=") else 0
        lines.append("%s %dus %s %s" % (name, us, comment,
                                        inputs.mask(name, data, cause).hex()))
    return lines


def files(folder):
    return {f.name for f in pathlib.Path(folder).iterdir()
            if f.is_file() and f.name not in SKIPPED and not f.name.startswith(".")}


def _lines(path, inputs):
    if not path.exists():
        return []
    if path.name == "trace.txt":
        return masked_trace(path.read_text(), inputs)
    if path.name == "out.pcapng":
        return masked_capture(path, inputs)
    text = path.read_text(errors="replace")
    if inputs.random:
        text = masker.without_counters(text)
    return text.splitlines()


def describe(hexbytes, link):
    """A frame in words, for a reader of a difference."""
    b = bytes.fromhex(hexbytes)
    if link == pkt.LINK_ETHER:
        head, proto, b = "%s<%s " % (b[:6].hex(":"), b[6:12].hex(":")), b[12:14].hex(), b[14:]
        if proto != "0800":
            return head + "ethertype " + proto
    else:
        head = ""
    if len(b) < 20:
        return head + "short"
    n = (b[0] & 15) * 4
    text = head + "ihl=%d tos=%02x len=%d id=%d frag=%04x ttl=%d %s > %s" % (
        n, b[1], struct.unpack("!H", b[2:4])[0], struct.unpack("!H", b[4:6])[0],
        struct.unpack("!H", b[6:8])[0], b[8], ".".join(map(str, b[12:16])),
        ".".join(map(str, b[16:20])))
    l4 = b[n:]
    if b[9] == 1 and len(l4) >= 2:
        return text + " icmp type=%d code=%d" % (l4[0], l4[1])
    if b[9] in (6, 17) and len(l4) >= 4:
        return text + " %s %d > %d" % ({6: "tcp", 17: "udp"}[b[9]],
                                       *struct.unpack("!HH", l4[:4]))
    return text + " proto %d" % b[9]


def _explain(line, inputs):
    m = _LINE.match(line)
    if not m:
        return line
    return "%s\n      %s" % (line if len(line) < 400 else line[:400] + "...",
                             describe(m[4], inputs.links.get(m[3])))


def differences(case, left, right):
    """[(file, text)]: the first difference of each file."""
    inputs = Inputs(case)
    if inputs.random:
        names = {"iptables"}
    else:
        names = files(left) | files(right)
    found = []
    for name in sorted(names, key=lambda n: (n != "trace.txt", n)):
        a = _lines(pathlib.Path(left) / name, inputs)
        b = _lines(pathlib.Path(right) / name, inputs)
        if a == b:
            continue
        if name == "out.pcapng" and any(f == "trace.txt" for f, _ in found):
            continue        # the same packets; trace.txt said it
        text = []
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, False).get_opcodes():
            if tag != "equal":
                text += ["  - " + _explain(x, inputs) for x in a[i1:min(i2, i1 + 4)]]
                text += ["  + " + _explain(x, inputs) for x in b[j1:min(j2, j1 + 4)]]
                break
        found.append((name, "\n".join(text)))
    return found


def report(case, found, left="kernel", right="quintet"):
    head = "%s: - %s, + %s" % (pathlib.Path(case).name, left, right)
    return "\n".join([head] + ["  %s\n%s" % d for d in found])


def main(argv):
    if len(argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    found = differences(argv[1], argv[2], argv[3])
    if found:
        print(report(argv[1], found, argv[2], argv[3]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py: Quintet beside a real kernel, case by case (the command behind ./dev parity).

  --cases             the hand-written cases (also when nothing else is asked for)
  --generated N       N cases drawn from --seed S (default 1)
  --folder DIR...     these case folders
  --vectors 1,2,64    vector sizes of `quintet run`
  --engine uml|host   who judges (default uml, the 6.12 reference)
  --quintet PATH      the engine under test (default build/quintet)
  --strength          no kernel: what the cases exercise, as a table; fails when a match, a target or a
                      drop reason sees fewer than 10 packets, or fewer than 30 % are forwarded
                      (300 generated cases unless told otherwise)
  --reasons           count packets per drop reason too, from the stories of one more run
  --shrink N          make the first N differing cases small (default 3), into --found DIR
  --noise             no engine of ours: the kernel against itself with another random seed, and
                      against the host's kernel; what differs is to be masked or not drawn
Exit codes: 0 equal, 1 something differs or failed, 2 usage.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import compare
import generate
import masker
import pkt
import referee
import shrink

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PER_CALL = 100          # cases in one `quintet run`
PER_CASE_SECONDS = 20
ENOUGH = 10             # packets that each match, target, class of packet and drop reason should see
FORWARDED = 30          # % of the packets that should be forwarded
# Drop reasons that packets from the wire bring about. Others need what no case has: memory that runs out (NOMEM,
# NEIGH_CREATEFAIL, NEIGH_QUEUEFULL), packets within packets (RECURSION_LIMIT), a queue to user space (QUEUE_*), a device that
# goes (DEV_*, TX_DOWN), or what docs/differences.md leaves out (FRAGMENT).
REASONS = """ARP_IGNORED ARP_INVALID ICMP_CSUM ICMP_IGNORED IP_BLACKHOLE IP_CSUM IP_INHDR IP_INNOROUTES IP_INVALID_DEST
    IP_INVALID_SOURCE IP_LOCALNET IP_NOPROTO IP_NOT_FORWARDING IP_OPTIONS IP_PROHIBIT IP_RPFILTER IP_STRICT_SOURCE_ROUTE
    IP_TTL_EXPIRED IP_UNREACHABLE MULTICAST NEIGH_FAILED NETFILTER_DROP NO_SOCKET OTHERHOST PKT_TOO_BIG PKT_TOO_SMALL
    TCP_CSUM UDP_CSUM UNHANDLED_PROTO UNICAST_IN_L2_MULTICAST""".split()
TARGETS = """ACCEPT DROP RETURN (jump) (goto) LOG MARK REJECT TOS DSCP TTL TCPMSS TRACE""".split()


class Progress:
    """One line that is written over on a terminal, nothing elsewhere."""

    def __init__(self):
        self.tty = sys.stderr.isatty()

    def __call__(self, text):
        if self.tty:
            print("\r\033[K" + text, end="", file=sys.stderr, flush=True)

    def clear(self):
        self("")


progress = Progress()


# ---- the two sides ----

def run_kernel(engine, cases, out, jobs, seed=None, label="kernel"):
    """{case: did it run}"""
    done = {}
    for case, ok in referee.run_cached(engine, cases, out, jobs, seed):
        done[case] = ok
        progress("%s: %d of %d cases" % (label, len(done), len(cases)))
    progress.clear()
    return done


def run_quintet(binary, cases, out, jobs, vector, label=None, more=()):
    """`quintet run` over the cases; what it said goes to out/said."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "said", "w") as said:
        for k in range(0, len(cases), PER_CALL):
            part = cases[k:k + PER_CALL]
            progress("%s: %d of %d cases" % (label or "vectors of %d" % vector, k, len(cases)))
            try:
                subprocess.run([binary, "run", "-o", out, "-j", str(jobs), "--vector", str(vector),
                                *more, *part], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                               timeout=60 + PER_CASE_SECONDS * len(part))
            except subprocess.TimeoutExpired:
                print("quintet run: no end within %d s" % (60 + PER_CASE_SECONDS * len(part)), file=said)
    progress.clear()


def judge(case, left, right):
    """The differences of one case; a side that left nothing differs as a whole."""
    for side, folder in (("left", left), ("right", right)):
        if not (folder / "out.pcapng").exists():
            log = folder / "log"
            text = log.read_text(errors="replace")[-500:] if log.exists() else "no result"
            return [(side + " side did not run", text)]
    return compare.differences(case, left, right)


def drop_reasons(binary, cases, out, jobs):
    """Packets per drop reason, as the engine's own stories tell it."""
    run_quintet(binary, cases, out, jobs, 1, "stories", ("--story", "drop", "--json"))
    count = collections.Counter()
    for c in cases:
        story = out / c.name / "story.jsonl"
        if story.exists():
            count.update(re.findall(r'"reason": ?"(\w+)"', story.read_text(errors="replace")))
    return count


# ---- what a set of cases exercised ----

class Coverage:
    """Packets per match, target and class, counted on the kernel's side."""

    def __init__(self):
        self.cases = self.packets = self.forwarded = 0
        self.matches, self.targets, self.classes = (collections.Counter() for _ in range(3))
        self.dropped, self.reasons = collections.Counter(), collections.Counter()

    def add(self, case, result):
        self.cases += 1
        inputs = compare.Inputs(case)
        self.packets += len(inputs.packets)
        gone = self._trace(result / "trace.txt", inputs)
        for n, (_, _, kind, _) in enumerate(inputs.packets, 1):
            if kind:
                self.classes[kind] += 1
                self.dropped[kind] += n not in gone
        if (result / "iptables").exists():
            self._rules((result / "iptables").read_text())

    def _trace(self, path, inputs):
        """The input packets that something came of; counts those that were forwarded."""
        gone, forwarded = set(), set()
        for line in path.read_text().splitlines() if path.exists() else ():
            m = compare._LINE.match(line)
            if not m or m[1] == "0":
                continue
            n = int(m[1])
            gone.add(n)
            port, _, _, frame = inputs.packets[n - 1]
            if m[3] != "local" and inputs.ports[port][1] == pkt.LINK_ETHER and frame[12:14] == b"\x08\0" and \
                    masker._carries_on(bytes.fromhex(m[4])[14:], frame[14:]):
                forwarded.add(n)
        self.forwarded += len(forwarded)
        return gone

    def _rules(self, dump):
        for line in dump.splitlines():
            m = re.match(r"\[(\d+):\d+\] -A (.*)", line)
            if not m or m[1] == "0":
                continue
            for name in set(re.findall(r"-m (\S+)", m[2])):
                self.matches[name] += int(m[1])
            target = re.search(r" -([jg]) (\S+)", m[2])
            if target:
                builtin = target[2].isupper()
                self.targets[target[2] if builtin else {"j": "(jump)", "g": "(goto)"}[target[1]]] += int(m[1])
            for word in re.findall(r"--reject-with (\S+)", m[2]):
                self.targets["REJECT " + word] += int(m[1])

    def expect(self):
        """What must not be missing stands in the tables, if only with 0."""
        for table, names in ((self.matches, {n.split("-")[0] for n in generate.MATCHES}), (self.classes, generate.CLASSES),
                             (self.targets, TARGETS + ["REJECT " + r for r in generate.REJECTS + ("tcp-reset",)]), (self.reasons, REASONS)):
            for name in names:
                table[name] += 0

    def few(self):
        return [k for t in (self.matches, self.targets, self.classes, self.reasons) for k, v in sorted(t.items()) if v < ENOUGH]

    def share(self):
        return 100.0 * self.forwarded / max(1, self.packets)

    def table(self):
        lines = [self._headline()]
        for title, table in (("match", self.matches), ("target", self.targets), ("class of packet", self.classes), ("drop reason", self.reasons)):
            lines.append("\n%-34s packets" % title)
            lines += ["  %-30s %8d%s" % (k, v, "  too few" if v < ENOUGH else "") for k, v in sorted(table.items())]
        return "\n".join(lines)

    def _headline(self):
        return "%d cases, %d packets, %.0f %% of them forwarded" % (self.cases, self.packets, self.share())

    def text(self):
        lines = [self._headline()]
        for title, table in (("matches", self.matches), ("targets", self.targets)):
            lines.append("packets per %s: " % title + ", ".join("%s %d" % x for x in sorted(table.items())))
        if self.classes:
            lines.append("packets per class (those of which nothing came): " + ", ".join(
                "%s %d (%d)" % (k, v, self.dropped[k]) for k, v in sorted(self.classes.items())))
        if self.reasons:
            lines.append("packets per drop reason: " + ", ".join("%s %d" % x for x in sorted(self.reasons.items())))
        if self.few():
            lines.append("fewer than %d packets: " % ENOUGH + ", ".join(self.few()))
        return "\n".join(lines)


# ---- the command ----

def collect(args, work, for_host=False):
    cases = []
    if args.cases or not (args.generated or args.folder):
        cases += sorted((HERE / "cases").iterdir())
    cases += [pathlib.Path(d).resolve() for d in args.folder or ()]
    for n in range(args.generated):
        if n % 50 == 0:
            progress("drawing: %d of %d cases" % (n, args.generated))
        cases.append(generate.write(work / "cases" / ("g%s-%05d" % (args.seed, n)), args.seed, n, for_host))
    progress.clear()
    return cases


def kernel_results(args, cases, out):
    """Where the kernel's answer to each case lies; a hand-written case brings it along."""
    where = {}
    asked = []
    for c in cases:
        if args.engine == "uml" and not args.fresh and (c / "expected" / "out.pcapng").exists():
            where[c] = c / "expected"
        else:
            asked.append(c)
            where[c] = out / c.name
    if asked:
        run_kernel(args.engine, asked, out, args.jobs)
    return where


def the_binary(args):
    binary = os.path.abspath(args.quintet)
    if not os.access(binary, os.X_OK):
        raise SystemExit("%s: build it first, or name it with --quintet" % binary)
    return binary


def strength(args, work):
    args.generated = args.generated or (0 if args.cases or args.folder else 300)
    cases, out = collect(args, work), work / "strength"
    coverage = Coverage()
    coverage.reasons = drop_reasons(the_binary(args), cases, out, args.jobs)
    for c in cases:
        if (out / c.name / "out.pcapng").exists():
            coverage.add(c, out / c.name)
    coverage.expect()
    print(coverage.table())
    return 1 if coverage.few() or coverage.share() < FORWARDED or coverage.cases < len(cases) else 0


def parity(args, work):
    binary = the_binary(args)
    begin = time.time()
    cases = collect(args, work)
    kernel = kernel_results(args, cases, work / "kernel")
    coverage = Coverage()
    for c in cases:
        if (kernel[c] / "out.pcapng").exists():
            coverage.add(c, kernel[c])
    differing = {}
    for vector in args.vectors:
        out = work / ("vector%d" % vector)
        run_quintet(binary, cases, out, args.jobs, vector)
        for c in cases:
            found = judge(c, kernel[c], out / c.name)
            if found and c not in differing:
                differing[c] = vector
                if len(differing) <= args.show:
                    print("\n%s" % compare.report(c, found, "kernel", "quintet, vectors of %d" % vector))
    if args.reasons:
        coverage.reasons = drop_reasons(binary, cases, work / "reasons", args.jobs)
    print("\n" + coverage.text())
    print("%d of %d cases equal at vector sizes %s (%.0f s)" % (
        len(cases) - len(differing), len(cases), ",".join(map(str, args.vectors)), time.time() - begin))
    if differing:
        print("differing: " + " ".join(sorted(c.name for c in differing)))
    for c in list(differing)[:args.shrink]:
        make_small(args, binary, c, differing[c], work / "shrink")
    return 1 if differing else 0


def make_small(args, binary, case, vector, work):
    kind = None     # the file in which the whole case differs first: a smaller one differs there too

    def differs(candidate):
        nonlocal kind
        found = judge(candidate, work / "kernel" / candidate.name, work / "quintet" / candidate.name)
        kind = kind or (found and found[0][0])
        return any(name == kind for name, _ in found)

    def differ(candidates):
        shutil.rmtree(work, ignore_errors=True)
        ran = run_kernel(args.engine, candidates, work / "kernel", args.jobs, label="shrinking " + case.name)
        run_quintet(binary, candidates, work / "quintet", args.jobs, vector, "shrinking " + case.name)
        return [ran.get(c.resolve(), False) and differs(c) for c in candidates]
    try:
        small = shrink.shrink(case, pathlib.Path(args.found) / case.name, differ, args.shrink_seconds)
    except shrink.Gone:
        print("%s: the difference does not come again alone" % case.name)
        return
    print("%s: small enough in %s" % (case.name, small))


def noise(args, work):
    """Kernel against kernel: two random seeds of the reference, and the reference against the host."""
    first = collect(args, work)
    base = run_kernel("uml", first, work / "uml", args.jobs)
    bad = [c for c, ok in base.items() if not ok]
    total = len(bad)
    if bad:
        print("did not run: " + " ".join(c.name for c in bad))
    coverage = Coverage()
    for c in first:
        if base[c.resolve()]:
            coverage.add(c, work / "uml" / c.name)
    print(coverage.text())
    total += _noise_pair("another random seed", first, work / "uml", "uml", args, work / "seed", "other")
    host_cases = collect(args, work / "host-cases", True) if args.generated else first
    run_kernel("uml", host_cases, work / "uml-host", args.jobs)
    total += _noise_pair("the host's kernel", host_cases, work / "uml-host", "host", args, work / "host", None)
    return 1 if total else 0


def _noise_pair(title, cases, left, engine, args, right, seed):
    cases = [c for c in cases if engine != "host" or _seconds(c) < 5]
    run_kernel(engine, cases, right, args.jobs, seed, title)
    differing = 0
    for c in cases:
        found = judge(c, left / c.name, right / c.name)
        if found:
            differing += 1
            if differing <= args.show:
                print(compare.report(c, found, "6.12", title))
    print("%s: %d of %d cases differ beyond the masks" % (title, differing, len(cases)))
    return differing


def _seconds(case):
    return max((us for _, us, _, _ in pkt.read(case / "in.pcapng")[1]), default=0) / 1e6


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--cases", action="store_true", help=argparse.SUPPRESS)
    p.add_argument("--generated", type=int, default=0, metavar="N", help=argparse.SUPPRESS)
    p.add_argument("--seed", default="1", help=argparse.SUPPRESS)
    p.add_argument("--folder", nargs="+", help=argparse.SUPPRESS)
    p.add_argument("--vectors", default="1,2,64", help=argparse.SUPPRESS)
    p.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many processes side by side")
    p.add_argument("--engine", choices=("uml", "host"), default="uml", help=argparse.SUPPRESS)
    p.add_argument("--quintet", default=os.environ.get("QUINTET", str(ROOT / "build" / "quintet")), help=argparse.SUPPRESS)
    p.add_argument("--shrink", type=int, default=3, help=argparse.SUPPRESS)
    p.add_argument("--shrink-seconds", type=int, default=120, help="time for one case to become small (default 120)")
    p.add_argument("--found", default="parity-found", help=argparse.SUPPRESS)
    p.add_argument("--reasons", action="store_true", help=argparse.SUPPRESS)
    p.add_argument("--fresh", action="store_true", help="ask the kernel even where a case brings expected/ along")
    p.add_argument("--show", type=int, default=10, help="how many differing cases to print (default 10)")
    p.add_argument("--work", type=pathlib.Path, help="keep cases and results in this folder")
    p.add_argument("--strength", action="store_true", help=argparse.SUPPRESS)
    p.add_argument("--noise", action="store_true", help=argparse.SUPPRESS)
    args = p.parse_args()
    args.vectors = [int(v) for v in args.vectors.split(",")]
    with tempfile.TemporaryDirectory(prefix="parity.") as tmp:
        work = (args.work or pathlib.Path(tmp)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        return (noise if args.noise else strength if args.strength else parity)(args, work)


if __name__ == "__main__":
    sys.exit(main())

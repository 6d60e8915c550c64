#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""make_cases.py [NAME...]: write the hand-written case folders below cases/ from the tables in handwritten/.

Each entry says what it shows in one line. `expected/` is what the user-mode kernel did:
make_cases.py --expect [NAME...] runs it and writes that too. A case that reads differently on the
6.18 host is listed by make_cases.py --host.
"""
import pathlib
import shutil
import sys
import tempfile

import compare
import pkt
import referee
from handwritten import CASES

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "cases"
HOST_SECONDS = 10    # the host has no virtual time: longer cases are left out there


def chosen(names):
    unknown = set(names) - set(CASES)
    if unknown:
        raise SystemExit("no such case: " + " ".join(sorted(unknown)))
    return [CASES[n] for n in (names or sorted(CASES))]


def expect(cases):
    """Run the cases on the user-mode kernel and keep what it did."""
    bad = 0
    with tempfile.TemporaryDirectory() as tmp:
        for path, ok in referee.run_cached("uml", [FOLDER / c.name for c in cases], tmp):
            if not ok:
                log = pathlib.Path(tmp, path.name, "log")
                print("FAIL", path.name, log.read_text() if log.exists() else "")
                bad += 1
                continue
            kept = path / "expected"
            if kept.exists() and not compare.differences(path, kept, pathlib.Path(tmp, path.name)):
                continue    # the same behind the masks: no churn of identifiers
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir()
            for name in compare.files(pathlib.Path(tmp, path.name)):
                shutil.copy(pathlib.Path(tmp, path.name, name), kept / name)
    return bad


def seconds(case):
    """How long a case takes in real time."""
    return max((us for _, us, _, _ in pkt.read(FOLDER / case.name / "in.pcapng")[1]), default=0) / 1e6


def host(cases):
    """Which cases the kernel that we run on answers otherwise than the reference?"""
    differing = 0
    cases = [c for c in cases if seconds(c) < HOST_SECONDS]
    with tempfile.TemporaryDirectory() as tmp:
        for path, ok in referee.run("host", [FOLDER / c.name for c in cases], tmp):
            found = compare.differences(path, path / "expected", pathlib.Path(tmp, path.name))
            if not ok or found:
                differing += 1
                print(compare.report(path, found, "6.12", "host") if ok else "FAIL " + path.name)
    print("%d of %d differ on the host" % (differing, len(cases)))


def main(args):
    flags = {a for a in args if a.startswith("--")}
    cases = chosen([a for a in args if not a.startswith("--")])
    if "--host" in flags:
        host(cases)
        return 0
    for c in cases:
        c.write(FOLDER)
    if "--expect" in flags:
        return 1 if expect(cases) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

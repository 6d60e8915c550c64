#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""mutants.py [--generated N] [--seed S] [--jobs J] [NAME...]: do the cases catch broken engines?

Applies each patch of mutants/ (or those named) to a copy of the tree, builds it, runs the
hand-written cases and N generated ones (default 100) at vector sizes 1 and 64, and expects a
difference to the kernel in a case in which the unbroken engine has none. Exits with 1 when a mutant
survives, does not apply or does not build.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import generate
import parity
from parity import judge, run_quintet

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VECTORS = (1, 64)


def call(*command, cwd):
    return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


class Tree:
    """A copy of the committed tree with its own build folder, where patches come and go."""

    def __init__(self, path, jobs):
        self.path, self.jobs = path, jobs
        call("git", "worktree", "prune", cwd=ROOT)
        p = call("git", "worktree", "add", "--detach", str(path), "HEAD", cwd=ROOT)
        if p.returncode:
            raise SystemExit(p.stdout)
        p = call("meson", "setup", "build", "-Dbuildtype=debugoptimized", "-Dwerror=false", cwd=path)
        if p.returncode:
            raise SystemExit(p.stdout[-2000:])

    def remove(self):
        call("git", "worktree", "remove", "--force", str(self.path), cwd=ROOT)

    def build(self):
        p = call("ninja", "-C", "build", "-j", str(self.jobs), "quintet", cwd=self.path)
        return None if p.returncode == 0 else p.stdout[-1500:]

    def apply(self, patch, back=False):
        p = call("git", "apply", *(["-R"] if back else []), str(patch), cwd=self.path)
        return None if p.returncode == 0 else p.stdout

    @property
    def binary(self):
        return str(self.path / "build" / "quintet")


def differing(binary, cases, kernel, out, jobs, vector):
    """The names of the cases that differ, with what differs first."""
    run_quintet(binary, cases, out, jobs, vector)
    found = {}
    for c in cases:
        d = judge(c, kernel[c], out / c.name)
        if d:
            found[c] = d[0]
    return found


def try_mutant(tree, patch, cases, kernel, sound, work, jobs):
    """None when the mutant is caught, else why not; and by what it was caught."""
    why = tree.apply(patch)
    if why:
        return "does not apply: " + why, None
    try:
        why = tree.build()
        if why:
            return "does not build: " + why, None
        for vector in VECTORS:
            found = differing(tree.binary, cases, kernel, work / "mutant", jobs, vector)
            caught = [c.name for c in cases if c in found and (c, vector) in sound]
            if caught:
                return None, "%d of %d cases, first %s" % (len(caught), len(cases), caught[0])
        return "SURVIVED", None
    finally:
        tree.apply(patch, back=True)


def run(args, work):
    patches = sorted((HERE / "mutants").glob("*.patch"))
    if args.names:
        patches = [p for p in patches if p.stem in args.names]
    if not patches:
        raise SystemExit("no such mutants")
    args.engine, args.fresh = "uml", False
    cases = sorted((HERE / "cases").iterdir())
    cases += [generate.write(work / "cases" / ("g%s-%05d" % (args.seed, n)), args.seed, n) for n in range(args.generated)]
    kernel = parity.kernel_results(args, cases, work / "kernel")
    tree = Tree(work / "tree", args.jobs)
    try:
        why = tree.build()
        if why:
            raise SystemExit(why)
        sound = set()
        for vector in VECTORS:
            bad = differing(tree.binary, cases, kernel, work / "sound", args.jobs, vector)
            sound |= {(c, vector) for c in cases if c not in bad}
        print("unbroken: %d of %d cases equal" % (len(sound) // len(VECTORS), len(cases)))
        survivors = 0
        for patch in patches:
            why, by = try_mutant(tree, patch, cases, kernel, sound, work, args.jobs)
            print("%-32s %s" % (patch.stem, "caught by " + by if by else why), flush=True)
            survivors += why is not None
        print("%d of %d mutants caught" % (len(patches) - survivors, len(patches)))
        return 1 if survivors else 0
    finally:
        tree.remove()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--generated", type=int, default=100)
    p.add_argument("--seed", default="1")
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("names", nargs="*")
    args = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants.") as tmp:
        return run(args, pathlib.Path(tmp))


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""mutants.py [--tree DIR] [--generated N] [--seed S] [--jobs J] [NAME...]: do the cases catch broken engines?

Applies each patch of mutants/ (or those named) to a copy of the tree, builds it, and runs the cases
at vector sizes 1 and 64 until one differs from the kernel in which the unbroken engine does not.
The case that a patch names comes first, then the other hand-written ones; N generated ones (default
100) are for those that survive these, and need the kernel. With --tree the copy and its build stay
for the next run. Exits with 1 when a mutant survives, does not apply or does not build.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import generate
import parity
from parity import judge, run_quintet

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VECTORS = (1, 64)
CHUNK = 24      # cases that run before somebody looks


def call(*command, cwd):
    return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


class Tree:
    """A copy of the committed tree with its own build folder, where patches come and go."""

    def __init__(self, path, jobs):
        self.path, self.jobs = path, jobs
        if (path / ".git").exists():
            head = call("git", "rev-parse", "HEAD", cwd=ROOT).stdout.strip()
            self._must("git", "checkout", "--quiet", "--force", "--detach", head, cwd=path)
        else:
            call("git", "worktree", "prune", cwd=ROOT)
            self._must("git", "worktree", "add", "--detach", str(path), "HEAD", cwd=ROOT)
        if not (path / "build" / "build.ninja").exists():
            self._must("meson", "setup", "build", "-Dbuildtype=debug", "-Doptimization=1", "-Dwerror=false", cwd=path)
        why = self.build()
        if why:
            raise SystemExit(why)
        self.unbroken = str(path / "build" / "unbroken")
        shutil.copy(self.binary, self.unbroken)

    @staticmethod
    def _must(*command, cwd):
        p = call(*command, cwd=cwd)
        if p.returncode:
            raise SystemExit(p.stdout[-2000:])

    def remove(self):
        call("git", "worktree", "remove", "--force", str(self.path), cwd=ROOT)

    def build(self):
        p = call("ninja", "-C", "build", "-j", str(self.jobs), "cli/quintet", cwd=self.path)
        return None if p.returncode == 0 else p.stdout[-1500:]

    def apply(self, patch, back=False):
        p = call("git", "apply", *(["-R"] if back else []), str(patch), cwd=self.path)
        return None if p.returncode == 0 else p.stdout

    @property
    def binary(self):
        return str(self.path / "build" / "cli" / "quintet")


class Cases:
    """Some cases with the kernel's answers."""

    def __init__(self, cases, kernel, tree, work, jobs):
        self.cases, self.kernel, self.tree, self.work, self.jobs = cases, kernel, tree, work, jobs
        self.unsound = set()    # those in which the unbroken engine differs, too

    def _differing(self, binary, cases, vector):
        out = self.work / "ran"
        shutil.rmtree(out, ignore_errors=True)      # nothing of the engine before
        run_quintet(binary, cases, out, self.jobs, vector)
        return {c: d[0] for c in cases for d in [judge(c, self.kernel[c], out / c.name)] if d}

    def catch(self, named):
        """The first case that tells the broken engine from the kernel, in words; None: it survives."""
        first = [c for c in self.cases if c.name in named]
        rest = [c for c in self.cases if c.name not in named]
        for vector in VECTORS:
            for chunk in [first] + [rest[k:k + CHUNK] for k in range(0, len(rest), CHUNK)]:
                chunk = [c for c in chunk if (c, vector) not in self.unsound]
                for case, (name, _) in self._differing(self.tree.binary, chunk, vector).items() if chunk else ():
                    if not self._differing(self.tree.unbroken, [case], vector):
                        return "%s in %s%s" % (case.name, name, "" if vector == 1 else ", vectors of %d" % vector)
                    self.unsound.add((case, vector))
        return None


def named_cases(patch):
    """The cases that the patch's words name: "Seen in: a, b"."""
    m = re.search(r"(?m)^Seen in: (.*)$", patch.read_text())
    return set(m[1].split(", ")) if m else set()


def try_mutant(tree, patch, cases):
    """(is it caught, by what or why not)"""
    why = tree.apply(patch)
    if why:
        return False, "DOES NOT APPLY: make the patch anew\n" + why
    try:
        why = tree.build()
        if why:
            return False, "DOES NOT BUILD\n" + why
        by = cases.catch(named_cases(patch))
        return (True, "caught by " + by) if by else (False, "SURVIVED")
    finally:
        tree.apply(patch, back=True)


def run(args, work):
    patches = sorted((HERE / "mutants").glob("*.patch"))
    if args.names:
        patches = [p for p in patches if p.stem in args.names]
    if not patches:
        raise SystemExit("no such mutants")
    args.engine, args.fresh = "uml", False
    tree = Tree(args.tree.resolve() if args.tree else work / "tree", args.jobs)
    try:
        return try_all(args, patches, tree, work)
    finally:
        if not args.tree:
            tree.remove()


def try_all(args, patches, tree, work):
    def pool(cases):
        return Cases(cases, parity.kernel_results(args, cases, work / "kernel"), tree, work, args.jobs)
    hand = pool(sorted((HERE / "cases").iterdir()))
    result = {}

    def try_these(those, cases):
        for patch in those:
            result[patch] = try_mutant(tree, patch, cases)
            print("%-24s %s" % (patch.stem, result[patch][1]), flush=True)
    try_these(patches, hand)
    left = [p for p in patches if result[p][1] == "SURVIVED"]
    if left and args.generated:
        drawn = [generate.write(work / "cases" / ("g%s-%05d" % (args.seed, n)), args.seed, n) for n in range(args.generated)]
        try_these(left, pool(drawn))
    caught = sum(good for good, _ in result.values())
    print("%d of %d mutants caught" % (caught, len(patches)))
    return 0 if caught == len(patches) else 1


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--tree", type=pathlib.Path)
    p.add_argument("--generated", type=int, default=100)
    p.add_argument("--seed", default="1")
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("names", nargs="*")
    args = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants.") as tmp:
        return run(args, pathlib.Path(tmp))


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""uncut.py [--quintet PROGRAM] DUMP...: rule sets that ask for what is not delivered, whole.

As user nobody (when started by root) each dump goes into a namespace that holds rules in every table.
It must fail at the first line that a kernel without the extension refuses, with the message that the
tool prints then; tables that the dump committed before are what the dump says, and the failing table
and those behind it are what they were. A dump that asks for nothing missing must load.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import rulesets

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NOBODY = 65534
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BEFORE = "".join("*%s\n-A OUTPUT -d 192.0.2.%d -j ACCEPT\nCOMMIT\n" % (t, n) for n, t in enumerate(sorted(rulesets.TABLES), 1))


class Missing:
    """The first table of a dump that asks for what is not delivered, and the words that say so."""

    def __init__(self, text):
        self.committed, self.words, line = [], None, text.split("*", 1)[0].count("\n")
        for block in re.split(r"(?m)^(?=\*)", text)[1:]:
            table = block.splitlines()[0][1:].strip()
            self.words = self._words(table, block, line)
            if self.words:
                return
            self.committed.append((table, block))
            line += block.count("\n")

    @staticmethod
    def _words(table, block, line):
        if table not in rulesets.TABLES:
            return ["unable to initialize table '%s'" % table, "occurred at line: %d\n" % (line + 1)]
        lines = block.splitlines()
        chains = {x[1:].split()[0] for x in lines if x.startswith(":")} | {rulesets.words(x)[1] for x in lines if x.startswith("-N ")}
        chains |= rulesets.TARGETS | rulesets.BASE
        gone, at = set(), []
        for n, x in enumerate(lines, 1):
            w = rulesets.words(x)
            if w[:1] == ["COMMIT"] and gone:
                # Refused by the kernel at the end of the table, or by the tool where the oldest revision lacks an option.
                return ["Extension (%s) (revision \\d+|is) not supported, missing kernel module\\?" % "|".join(sorted(gone)),
                        "line %d failed|occurred at line: (%s)\\b|Kernel module xt_set is not loaded in" % (line + n, "|".join(at))]
            if w[:1] in (["-A"], ["-I"]):
                matches, target = rulesets.needs(w)
                here = matches - rulesets.MATCHES | {t for t in [target] if t and t not in chains}
                gone |= here
                at += [str(line + n)] if here else []
        return None


class Namespace:
    """A namespace as nobody, in a runtime directory of its own."""

    def __init__(self, binary):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="uncut."))
        self.top.chmod(0o755)
        self.run_dir = self.top / "run"
        self.run_dir.mkdir(mode=0o700)
        # The program is copied to where nobody can reach it.
        self.binary = str(self.top / "quintet")
        shutil.copy(os.path.realpath(binary), self.binary)
        self.who = []
        if os.geteuid() == 0:
            os.chown(self.run_dir, NOBODY, NOBODY)
            self.who = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"]
        self.quintet("up", "u")

    def quintet(self, *argv, stdin=""):
        return subprocess.run([*self.who, self.binary, *argv], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                              cwd="/", env={"PATH": PATH, "LC_ALL": "C.UTF-8", "QUINTET_RUNDIR": str(self.run_dir)})

    def restore(self, text):
        p = self.quintet("exec", "u", "iptables-legacy-restore", stdin=text)
        return p.returncode, p.stdout

    def table(self, name):
        p = self.quintet("exec", "u", "iptables-legacy-save", "-t", name)
        return re.sub(r"(?m)^#.*\n| \[\d+:\d+\]$", "", p.stdout) if p.returncode == 0 else "none: " + p.stdout

    def close(self):
        self.quintet("down", "u")
        shutil.rmtree(self.top)


def judge(text, binary):
    """(what is wrong, or None; what is missing)"""
    missing = Missing(text)
    tables = sorted(rulesets.TABLES)
    alone, whole = Namespace(binary), Namespace(binary)
    try:
        for ns in (alone, whole):
            code, said = ns.restore(BEFORE)
            if code:
                return "the namespace cannot be prepared: " + said, None
        for name, block in missing.committed:
            code, said = alone.restore(block)
            if code:
                return "table %s does not load alone: %s" % (name, said), missing.words
        code, said = whole.restore(text)
        if missing.words and not code:
            return "it loads, although %s is missing" % missing.words, missing.words
        if not missing.words:
            return ("it asks for nothing missing and fails: " + said if code else None), None
        for pattern in missing.words:
            if not re.search(pattern, said):
                return "it fails with %r, not with %s" % (said[-300:], pattern), missing.words
        for name in tables:
            if alone.table(name) != whole.table(name):
                return "table %s is not what it should be:\n%s" % (name, whole.table(name)), missing.words
        return None, missing.words
    finally:
        alone.close()
        whole.close()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quintet", default=os.environ.get("QUINTET", str(ROOT / "build" / "quintet")))
    p.add_argument("dumps", nargs="+", type=pathlib.Path)
    a = p.parse_args()
    bad = loaded = 0
    for dump in a.dumps:
        wrong, words = judge(dump.read_text(errors="replace"), a.quintet)
        bad += wrong is not None
        loaded += wrong is None and words is None
        print("%-40s %s" % (dump.name, wrong or ("as it should: " + words[0] if words else "loads, nothing is missing")), flush=True)
    print("%d of %d as they should be (%d of them load)" % (len(a.dumps) - bad, len(a.dumps), loaded))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

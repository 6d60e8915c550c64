#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""upstream_suite.py [--source DIR] [--all] [FILE.t...]: the suite that iptables' own authors keep.

Runs `iptables-test.py -l -H --no-netns` of iptables' source under `quintet exec`, file by file, and
compares the number of lines that pass with what the real kernel gives (upstream_suite.tsv). The
source comes from Debian (apt, with a source list of its own in a temporary folder) unless --source
names an unpacked one. Without FILEs: those about extensions that Quintet delivers; --all: every one.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DELIVERED = """iptables libip6t_HL libip6t_LOG libip6t_REJECT libip6t_ah libip6t_dst
libip6t_eui64 libip6t_frag libip6t_hbh libip6t_hl libip6t_icmp6 libip6t_ipv6header libip6t_mh
libip6t_rt libip6t_srh libip6t_standard libipt_LOG libipt_REJECT libipt_TTL libipt_ah libipt_icmp
libipt_ttl libxt_DSCP libxt_MARK libxt_TCPMSS libxt_TOS libxt_TRACE libxt_addrtype libxt_comment
libxt_dscp libxt_esp libxt_iprange libxt_length libxt_limit libxt_mac libxt_mark libxt_multiport
libxt_owner libxt_pkttype libxt_quota libxt_standard libxt_statistic libxt_tcp libxt_time libxt_tos
libxt_udp""".split()


def fetch(folder):
    """iptables' source from Debian, unpacked in folder; => its path."""
    lists = folder / "lists"
    (folder / "parts").mkdir()
    lists.mkdir()
    (folder / "parts" / "src.sources").write_text(
        "Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: bookworm\nComponents: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n")
    apt = ["apt-get", "-qq", "-o", "Dir::Etc::sourcelist=/dev/null",
           "-o", "Dir::Etc::sourceparts=%s" % (folder / "parts"),
           "-o", "Dir::State::lists=%s" % lists]
    subprocess.run(apt + ["update"], check=True)
    subprocess.run(apt + ["source", "--download-only", "iptables"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("iptables_*.orig.tar.xz"))) as t:
        t.extractall(folder)
    return next(p for p in folder.iterdir() if (p / "iptables-test.py").exists())


def expected():
    rows = (HERE / "upstream_suite.tsv").read_text().splitlines()
    return {r.split("\t")[0]: tuple(int(x) for x in r.split("\t")[1:3])
            for r in rows if r and not r.startswith("#")}


def run(quintet, name, source, test):
    """(lines, passed, what it said) of one file of the suite."""
    p = subprocess.run([quintet, "exec", name, sys.executable, "iptables-test.py", "-l", "-H",
                        "--no-netns", "extensions/" + test], cwd=source, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    m = re.search(r"(\d+) unit tests, (\d+) passed", p.stdout)
    return (int(m[1]), int(m[2]), p.stdout) if m else (0, 0, p.stdout)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--source", type=pathlib.Path)
    p.add_argument("--all", action="store_true")
    p.add_argument("--quintet", default=os.environ.get("QUINTET", str(ROOT / "build" / "quintet")))
    p.add_argument("files", nargs="*")
    a = p.parse_args()
    a.quintet = os.path.abspath(a.quintet)
    want = expected()
    name = "upstream-%d" % os.getpid()
    bad = lines = 0
    with tempfile.TemporaryDirectory() as tmp:
        source = a.source or fetch(pathlib.Path(tmp))
        files = a.files or [f + ".t" for f in DELIVERED]
        if a.all:
            files = sorted(f.name for f in (source / "extensions").glob("*.t"))
        subprocess.run([a.quintet, "up", name], check=True)
        try:
            for f in files:
                n, passed, said = run(a.quintet, name, source, f)
                same = (n, passed) == want.get(f, (n, n)) and n > 0
                print("%-26s %3d lines %3d passed%s" % (f, n, passed, "" if same else
                      "   the kernel: %d, %d\n%s" % (*want.get(f, (n, n)), said)))
                bad += not same
                lines += n
        finally:
            subprocess.run([a.quintet, "down", name], check=False)
    print("%d lines; %d passed, %d failed (files)" % (lines, len(files) - bad, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

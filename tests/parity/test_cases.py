# SPDX-License-Identifier: GPL-2.0-or-later
"""Each hand-written case under `quintet run`, at three vector sizes, against what the kernel did.

No kernel is needed: the kernel's results are in cases/*/expected. QUINTET names the binary
(default build/quintet); QUINTET_CASES a shell pattern of the cases to take.
"""
import fnmatch
import os
import pathlib
import subprocess

import pytest

import compare

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUINTET = os.environ.get("QUINTET", str(ROOT / "build" / "quintet"))
VECTORS = (1, 2, 64)
CASES = sorted(p for p in (HERE / "cases").iterdir()
               if fnmatch.fnmatch(p.name, os.environ.get("QUINTET_CASES", "*")))


@pytest.fixture(scope="session", params=VECTORS, ids=lambda v: "vector%d" % v)
def results(request, tmp_path_factory):
    """One `quintet run` over all cases; every test below reads its own folder."""
    out = tmp_path_factory.mktemp("vector%d" % request.param)
    p = subprocess.run([QUINTET, "run", "-o", out, "-j", str(os.cpu_count()), "--vector",
                        str(request.param), *CASES], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1200, text=True)
    (out / "said").write_text(p.stdout)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_equals_the_kernel(case, results):
    mine = results / case.name
    assert mine.is_dir(), (results / "said").read_text()[-2000:]
    found = compare.differences(case, case / "expected", mine)
    log = mine / "log"
    if found and log.exists():
        found.append(("log", log.read_text()[-1000:]))
    assert not found, compare.report(case, found)

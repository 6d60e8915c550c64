# SPDX-License-Identifier: GPL-2.0-or-later
"""Each broken engine of mutants/ can still be made: its patch applies and says what it breaks.

That the cases catch it is for mutants.py to show, which builds each of them.
"""
import pathlib
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATCHES = sorted((HERE / "mutants").glob("*.patch"))


def test_there_are_twenty():
    assert len(PATCHES) >= 20


@pytest.mark.parametrize("patch", PATCHES, ids=lambda p: p.stem)
def test_applies(patch):
    p = subprocess.run(["git", "-c", "safe.directory=*", "apply", "--check", "--verbose", str(patch)], cwd=ROOT,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert p.returncode == 0, "mutants/%s no longer fits the source; make it anew (mutants/README.md)\n%s" % (patch.name, p.stdout)
    assert "Checking patch src/" in p.stdout, "nothing below src/ is changed: " + p.stdout


@pytest.mark.parametrize("patch", PATCHES, ids=lambda p: p.stem)
def test_says_what_it_breaks(patch):
    first = patch.read_text().split("\n", 1)[0]
    assert first.endswith(".") and len(first) > 20

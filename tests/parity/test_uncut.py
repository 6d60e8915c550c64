# SPDX-License-Identifier: GPL-2.0-or-later
"""Real rule sets that ask for what is missing fail as on a kernel without it, and leave what was committed before."""
import os
import pathlib

import pytest

import uncut

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
QUINTET = os.environ.get("QUINTET", str(ROOT / "build" / "quintet"))
DUMPS = sorted((ROOT / "tests" / "data" / "rules").glob("*.v4"))


def test_there_are_some():
    assert len(DUMPS) >= 4


@pytest.mark.parametrize("dump", DUMPS, ids=lambda d: d.stem)
def test_uncut(dump):
    wrong, _ = uncut.judge(dump.read_text(), QUINTET)
    assert wrong is None, wrong


def test_the_judge_can_say_no():
    """A dump that names a missing table behind a good one, and one that only seems to lack something."""
    wrong, words = uncut.judge("*filter\n-A INPUT -j ACCEPT\nCOMMIT\n*nonesuch\nCOMMIT\n", QUINTET)
    assert wrong is None and "nonesuch" in words[0]
    wrong, words = uncut.judge("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 70000 -j ACCEPT\nCOMMIT\n", QUINTET)
    assert words is None and "does not load alone" in wrong and "70000" in wrong

# SPDX-License-Identifier: GPL-2.0-or-later
"""The unmodified ip: what it says, and its exit codes, equal a kernel 6.12's.

expected/ip.txt was made by ip_commands.sh in a fresh network namespace of the user-mode kernel
(IPv6 off); the tunnel devices that it is born with were taken out and the numbers of the others
moved down by two.
"""

import pathlib
import shutil

import pytest

HERE = pathlib.Path(__file__).resolve().parent


def blocks(text):
    """[(command, what it said and its exit code)]"""
    out = []
    for line in text.splitlines():
        if line.startswith("$ "):
            out.append((line, []))
        else:
            out[-1][1].append(line)
    return out


@pytest.fixture
def up(world):
    assert world.run(world.quintet, "up", "ip").returncode == 0
    yield world
    world.run(world.quintet, "down", "ip")


def test_says_what_it_says_to_a_kernel(up):
    for name in ("ip_commands.sh", "ip_commands.txt"):
        shutil.copy(HERE / name, up.top / name)
        (up.top / name).chmod(0o755)
    said = up.exec("sh", str(up.top / "ip_commands.sh"), name="ip", timeout=120).stdout
    expected = (HERE / "expected" / "ip.txt").read_text(encoding="utf-8")
    differences = [
        f"{command}\n- " + "\n- ".join(want) + "\n+ " + "\n+ ".join(got)
        for (command, want), (_, got) in zip(blocks(expected), blocks(said))
        if want != got
    ]
    assert not differences, "\n".join(differences)
    assert [c for c, _ in blocks(said)] == [c for c, _ in blocks(expected)]

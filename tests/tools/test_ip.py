# SPDX-License-Identifier: GPL-2.0-or-later
"""The unmodified ip: what it says, and its exit codes, equal a kernel 6.12's.

expected/ip.txt (IPv4, with IPv6 off), expected/ip6.txt and ip6_sysctl.txt were made by ip_commands.sh
of the lists of the same names in fresh network namespaces of the user-mode kernel, without the
tunnel devices that one may be born with (net.core.fb_tunnels_only_for_init_net 2; from ip.txt they
were taken out and the numbers of the others moved down by two).
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


IPV6_OFF = "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"


@pytest.mark.parametrize("commands", ["ip", "ip6", "ip6_sysctl"])
def test_says_what_it_says_to_a_kernel(up, commands):
    shutil.copy(HERE / "ip_commands.sh", up.top / "ip_commands.sh")
    shutil.copy(HERE / f"{commands}_commands.txt", up.top / "ip_commands.txt")
    for name in ("ip_commands.sh", "ip_commands.txt"):
        (up.top / name).chmod(0o755)
    if commands == "ip":
        assert up.exec("sh", "-c", IPV6_OFF, name="ip").returncode == 0
    said = up.exec("sh", str(up.top / "ip_commands.sh"), name="ip", timeout=120).stdout
    expected = (HERE / "expected" / f"{commands}.txt").read_text(encoding="utf-8")
    differences = [
        f"{command}\n- " + "\n- ".join(want) + "\n+ " + "\n+ ".join(got)
        for (command, want), (_, got) in zip(blocks(expected), blocks(said))
        if want != got
    ]
    assert not differences, "\n".join(differences)
    assert [c for c, _ in blocks(said)] == [c for c, _ in blocks(expected)]

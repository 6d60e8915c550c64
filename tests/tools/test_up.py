# SPDX-License-Identifier: GPL-2.0-or-later
"""quintet up, ls and down with the real engine."""

import json
import os
import signal
import subprocess

import pytest

from conftest import alive, wait_until


@pytest.fixture
def gw(world):
    done = world.run(world.quintet, "up", "gw")
    assert done.returncode == 0, done.stderr
    yield world
    world.run(world.quintet, "down", "gw")


def listed(w):
    done = w.run(w.quintet, "ls", "--json")
    assert done.returncode == 0, done.stderr
    return {info["name"]: info for info in json.loads(done.stdout)}


def test_life(world):
    assert listed(world) == {}
    assert world.run(world.quintet, "up", "gw").returncode == 0
    pid = listed(world)["gw"]["pid"]
    assert alive(pid)
    assert world.exec("true", name="gw").returncode == 0
    assert world.run(world.quintet, "down", "gw").returncode == 0
    assert wait_until(lambda: not alive(pid))
    assert listed(world) == {}
    assert not (world.rundir / "gw.sock").exists()
    assert world.exec("true", name="gw").returncode == 3


def test_twice(gw):
    done = gw.run(gw.quintet, "up", "gw")
    assert done.returncode == 3
    assert done.stderr == "quintet: namespace 'gw' is running already\n"
    assert gw.exec("true", name="gw").returncode == 0


def test_two_do_not_share(gw):
    assert gw.run(gw.quintet, "up", "other").returncode == 0
    try:
        forward = "/proc/sys/net/ipv4/ip_forward"
        assert gw.exec("sh", "-c", f"echo 1 >{forward}", name="gw").returncode == 0
        assert gw.exec("cat", forward, name="gw").stdout == "1\n"
        assert gw.exec("cat", forward, name="other").stdout == "0\n"
        assert sorted(listed(gw)) == ["gw", "other"]
    finally:
        gw.run(gw.quintet, "down", "other")


def test_does_not_hold_the_callers_descriptors(world):
    """A script's `$(quintet up gw)` must end when up does."""
    done = subprocess.run(
        world.command("sh", "-c", f"echo $({world.quintet} up gw 2>&1)done"),
        env=world.env, text=True, capture_output=True, timeout=20,
    )
    assert done.stdout == "done\n"
    assert world.run(world.quintet, "down", "gw").returncode == 0


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_foreground_ends_by_signal(world, sig):
    child = world.popen(world.quintet, "up", "--foreground", "gw")
    assert wait_until(lambda: "gw" in listed(world))
    child.send_signal(sig)
    assert child.wait(timeout=10) == 0
    assert not (world.rundir / "gw.sock").exists()


@pytest.mark.parametrize("argv", [[], ["a", "b"], ["--wrong", "a"], ["a/b"], [".a"], ["x" * 33]])
def test_usage(world, argv):
    assert world.run(world.quintet, "up", *argv).returncode == 2


def test_socket_is_its_users_own(gw):
    st = os.stat(gw.rundir / "gw.sock")
    assert st.st_mode & 0o077 == 0


def test_sleep_cannot_move_the_machines_clock(gw):
    done = gw.exec("sleep", "1", name="gw", options=["--virtual-time"])
    assert done.returncode != 0


def test_only_the_loopback_device(gw):
    out = gw.exec("cat", "/proc/net/dev", name="gw").stdout
    assert [l.split(":")[0].strip() for l in out.splitlines()[2:]] == ["lo"]

# SPDX-License-Identifier: GPL-2.0-or-later
"""Live devices: two kernel namespaces joined by Quintet.

     namespace A                    Quintet                    namespace B
    10.0.0.1 tapA ───── eth0 10.0.0.254   10.1.0.254 eth1 ───── tapB 10.1.0.1
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

from conftest import make_world, wait_until

PEER = str(pathlib.Path(__file__).with_name("live_peer.py"))
CLOSED = ("-p", "udp", "--dport", "7", "-j", "DROP")


def reason_to_skip():
    if os.geteuid():
        return "needs root to make network namespaces"
    if not os.path.exists("/dev/net/tun"):
        return "there is no /dev/net/tun"
    made = subprocess.run(["ip", "netns", "add", "quintet-try"], capture_output=True, text=True)
    subprocess.run(["ip", "netns", "del", "quintet-try"], capture_output=True)
    return f"no network namespaces: {made.stderr.strip()}" if made.returncode else None


WHY_NOT = reason_to_skip()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))


class Live:
    def __init__(self, world):
        self.world = world
        self.tag = f"q{os.getpid()}"
        self.children = []
        for side in "ab":
            subprocess.run(["ip", "netns", "add", self.netns(side)], check=True)
            self.on(side, "ip", "link", "set", "lo", "up")

    def netns(self, side):
        return f"{self.tag}{side}"

    def on(self, side, *argv):
        return subprocess.run(["ip", "netns", "exec", self.netns(side), *argv], check=True,
                              capture_output=True, text=True, timeout=120).stdout

    def start(self, side, *argv):
        child = subprocess.Popen(["ip", "netns", "exec", self.netns(side), sys.executable, PEER,
                                  *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.children.append(child)
        return child

    def peer(self, side, *argv):
        return self.on(side, sys.executable, PEER, *argv).strip()

    def up(self, *devs):
        options = [word for dev in devs for word in ("--dev", dev)]
        return self.world.run(self.world.quintet, "up", *options, "gw")

    def gw(self, *argv):
        done = self.world.exec(*argv, name="gw")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link(self, name):
        done = self.world.run(self.world.quintet, "ls", "--json")
        devices = json.loads(done.stdout)[0]["devices"]
        return next(d for d in devices if d["name"] == name)

    def address(self, kernel_a, kernel_b):
        for n, (side, dev) in enumerate((("a", kernel_a), ("b", kernel_b))):
            self.on(side, "ip", "addr", "add", f"10.{n}.0.1/24", "dev", dev)
            self.on(side, "ip", "link", "set", dev, "up")
            self.on(side, "ip", "route", "add", "default", "via", f"10.{n}.0.254")
            self.gw("ip", "addr", "add", f"10.{n}.0.254/24", "dev", f"eth{n}")
            self.gw("ip", "link", "set", f"eth{n}", "up")
        self.gw("sysctl", "-q", "net.ipv4.ip_forward=1")

    def close(self):
        self.world.run(self.world.quintet, "down", "gw")
        for child in self.children:
            child.kill()
            child.communicate()
        for side in "ab":
            subprocess.run(["ip", "netns", "del", self.netns(side)], check=False)


@pytest.fixture
def bare():
    world = make_world("root")
    live = Live(world)
    yield live
    live.close()
    world.close()


def join_by_taps(live, options=""):
    done = live.up(f"eth0=tap:tapA,netns={live.netns('a')}{options}",
                   f"eth1=tap:tapB,netns={live.netns('b')}{options}")
    assert done.returncode == 0, done.stderr
    live.address("tapA", "tapB")
    server = live.start("b", "serve")
    assert server.stdout.readline() == "ready\n"
    return live


@pytest.fixture
def live(bare):
    return join_by_taps(bare)


def counted(live, dev):
    text = live.gw("ip", "-s", "link", "show", "dev", dev)
    numbers = re.findall(r"^\s+(\d+)\s+(\d+)\s+\d+\s+(\d+)", text, re.M)
    return {"rx": [int(n) for n in numbers[0]], "tx": [int(n) for n in numbers[1]]}


def test_ping(live):
    assert live.peer("a", "ping", "10.1.0.1", "5") == "5"
    assert live.peer("b", "ping", "10.0.0.1", "5") == "5"
    assert live.peer("a", "ping", "10.0.0.254", "2") == "2"


def test_tcp_is_carried_as_large_packets(live):
    assert live.peer("a", "send", "10.1.0.1", "40") == "ok"
    bytes_, packets, dropped = counted(live, "eth0")["rx"]
    assert bytes_ > 40 << 20
    assert bytes_ / packets > 3000, "each packet stands for several segments"
    assert counted(live, "eth1")["tx"][2] == 0


def test_what_is_too_large_for_the_way_out_is_cut(live):
    live.on("b", "ip", "link", "set", "tapB", "mtu", "1400")
    assert wait_until(lambda: "mtu 1400" in live.gw("ip", "link", "show", "dev", "eth1"))
    assert live.peer("a", "send", "10.1.0.1", "5") == "ok"


def test_several_queues(bare):
    live = join_by_taps(bare, ",queues=3")
    assert live.link("eth0")["queues"] == 3
    assert live.peer("a", "ping", "10.1.0.1", "3") == "3"
    assert live.peer("a", "send", "10.1.0.1", "10") == "ok"


def test_rules_change_under_load(live):
    load = live.start("a", "send", "10.1.0.1", "300")
    probe = live.start("a", "probe", "10.1.0.1")

    def answered(seconds):
        probe.stdin.write(f"{seconds}\n")
        probe.stdin.flush()
        return probe.stdout.readline().strip()

    for _ in range(10):
        assert answered(5) == "yes"
        live.gw("iptables", "-A", "FORWARD", *CLOSED)
        assert answered(0.1) == "no"
        live.gw("iptables", "-D", "FORWARD", *CLOSED)
    assert answered(5) == "yes"
    assert load.stdout.readline() == "ok\n"


def test_the_kernels_link_is_followed(live):
    assert live.link("eth0")["link"]
    live.on("a", "ip", "link", "set", "tapA", "down")
    assert wait_until(lambda: not live.link("eth0")["link"])
    assert "NO-CARRIER" in live.gw("ip", "link", "show", "dev", "eth0")
    live.on("a", "ip", "link", "set", "tapA", "up")
    assert wait_until(lambda: live.link("eth0")["link"])
    live.on("a", "ip", "route", "add", "default", "via", "10.0.0.254")
    assert live.peer("a", "ping", "10.1.0.1", "1") == "1"


def test_a_given_mtu_and_address_stay(bare):
    done = bare.up(f"eth0=tap:tapA,netns={bare.netns('a')},mtu=1300,mac=02:00:00:00:00:77")
    assert done.returncode == 0, done.stderr
    bare.on("a", "ip", "link", "set", "tapA", "up", "mtu", "1400")
    assert wait_until(lambda: bare.link("eth0")["link"])
    shown = bare.gw("ip", "link", "show", "dev", "eth0")
    assert "mtu 1300" in shown and "02:00:00:00:00:77" in shown


def test_afpacket(bare):
    """A, B: veth pairs whose other ends are Quintet's."""
    for side in "ab":
        bare.on(side, "ip", "link", "add", "own", "type", "veth", "peer", "name", "wire")
        bare.on(side, "ip", "link", "set", "wire", "up")
    done = bare.up(f"eth0=afpacket:wire,netns={bare.netns('a')}",
                   f"eth1=afpacket:wire,netns={bare.netns('b')},queues=2")
    assert done.returncode == 0, done.stderr
    bare.address("own", "own")
    server = bare.start("b", "serve")
    assert server.stdout.readline() == "ready\n"
    assert bare.peer("a", "ping", "10.1.0.1", "5") == "5"
    assert bare.peer("a", "send", "10.1.0.1", "20") == "ok"
    bytes_, packets, _ = counted(bare, "eth0")["rx"]
    assert bytes_ / packets > 3000


@pytest.mark.parametrize("dev, says", [
    ("eth0=afpacket:nowhere", "there is no device 'nowhere'"),
    ("eth0=tap:t0,netns=nowhere", "network namespace 'nowhere': No such file or directory"),
    ("eth0=afpacket:lo,netns={a}", None),
    ("lo=afpacket:lo,netns={a}", "'lo': File exists"),
])
def test_what_cannot_be_opened(bare, dev, says):
    done = bare.up(dev.format(a=bare.netns("a")))
    if says is None:
        assert done.returncode == 0, done.stderr
        return
    assert done.returncode == 3
    assert done.stderr == f"quintet: cannot start namespace 'gw': {says}\n"
    assert bare.world.run(bare.world.quintet, "ls").stdout == ""


def test_a_wrong_dev_is_a_usage_error(bare):
    done = bare.up("eth0=token-ring:tr0")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1

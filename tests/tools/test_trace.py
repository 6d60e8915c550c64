# SPDX-License-Identifier: GPL-2.0-or-later
"""quintet trace: a packet in a line, its story, and nothing else."""
import re

import pytest

from cases import events

NET = """ip link set lo up
ip link add eth0 type dummy
ip link add eth1 type dummy
ip link set eth0 up
ip link set eth1 up
ip addr add 10.0.0.254/24 dev eth0
ip addr add 10.1.0.254/24 dev eth1
ip neigh add 10.0.0.5 lladdr 02:00:00:00:01:01 dev eth0
ip neigh add 10.1.0.1 lladdr 02:00:00:00:01:02 dev eth1
ip route add default via 10.1.0.1
echo 1 >/proc/sys/net/ipv4/ip_forward
"""

RULES = """*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -s 10.9.0.0/16 -j DROP
-A FORWARD -p tcp -m tcp --dport 22 -j DROP
-A OUTPUT -p udp -m udp --dport 53 -j DROP
COMMIT
"""

WEB = "eth0 tcp 10.0.0.5:40000 203.0.113.10:80 flags=syn".split()
SSH = "eth0 tcp 10.0.0.5:40000 203.0.113.10:22 flags=syn".split()


@pytest.fixture
def gw(world):
    """A namespace that runs."""
    up = world.run(world.quintet, "up", "gw")
    assert up.returncode == 0, up.stderr
    world.gw = lambda script: world.exec("sh", "-ec", script, name="gw")
    done = world.gw(NET + f"iptables-restore <<R\n{RULES}R\n")
    world.trace = lambda *words: world.run(world.quintet, "trace", *words)
    try:
        assert done.returncode == 0, done.stderr
        yield world
    finally:
        world.run(world.quintet, "down", "gw")


def test_passed_on(gw):
    done = gw.trace("gw", *WEB)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert "packet 1  tcp 10.0.0.5:40000 > 203.0.113.10:80" in text
    assert "-s 10.9.0.0/16 -j DROP" in text
    assert "is 10.0.0.5, rule wants 10.9.0.0/" in text
    assert "dport is 80, rule wants 22" in text
    assert "via 10.1.0.1 dev eth1" in text
    assert "SENT by eth1" in text


def test_dropped(gw):
    done = gw.trace("gw", *SSH)
    assert done.returncode == 1
    assert "2 MATCH  -p tcp -m tcp --dport 22 -j DROP" in done.stdout
    assert "DROPPED  a rule or a hook dropped it (NETFILTER_DROP" in done.stdout


def state(text):
    """What was shown, without the ages of neighbours in seconds, which the clock alone moves."""
    lines = [x for x in text.splitlines() if x[:1] != "#"]
    return [re.sub(r"used \d+/\d+/\d+", "used", x) for x in lines]


def test_nothing_changes(gw):
    look = "iptables-save -c; ip -s link; ip -s neigh; ip route; cat /proc/net/snmp || :"
    before = gw.gw(look).stdout
    for packet in (WEB, SSH, "eth0 tcp 10.0.0.5:1 10.1.0.77:1".split(), "local udp 10.0.0.254:9 10.1.0.78:9".split()):
        assert gw.trace("gw", *packet).returncode in (0, 1)
    after = gw.gw(look).stdout
    assert "iptables-save" in before or "*filter" in before
    assert state(before) == state(after)


def test_sent_by_this_host(gw):
    done = gw.trace("gw", "local", "udp", "10.0.0.254:1", "10.0.0.5:53")
    assert done.returncode == 1
    assert "sent by this host" in done.stdout and "LOCAL_OUT" in done.stdout
    assert gw.trace("gw", "local", "udp", "10.0.0.254:1", "10.0.0.5:54").returncode == 0


def test_taken_in(gw):
    done = gw.trace("gw", "eth0", "icmp", "10.0.0.5", "10.0.0.254")
    assert done.returncode == 0
    assert "LOCAL_IN" in done.stdout


def test_what_is_made_on_the_way_has_its_own_story(gw):
    done = gw.trace("gw", *WEB, "ttl=1")
    assert done.returncode == 1
    assert "IP_TTL_EXPIRED" in done.stdout
    assert "packet 1.1  " in done.stdout


def test_json(gw):
    story = events(gw.trace("--json", "gw", *SSH).stdout)
    assert story[0]["event"] == "begin" and story[0]["dev"] == "eth0"
    (drop,) = [e for e in story if e["event"] == "drop"]
    assert drop["reason"] == "NETFILTER_DROP"
    (hit,) = [e for e in story if e["event"] == "match"]
    assert (hit["chain"], hit["rule"], hit["target"]) == ("FORWARD", 2, "DROP")


@pytest.mark.parametrize(
    "words,code,said",
    [
        (["eth9", "tcp", "1.1.1.1:1", "2.2.2.2:2"], 2, "no device 'eth9' here; there are: lo, eth0"),
        (["eth0", "tpc", "1.1.1.1:1", "2.2.2.2:2"], 2, "'tpc' is no protocol"),
        (["eth0", "tcp", "1.1.1.1", "2.2.2.2:2"], 2, "'1.1.1.1' needs a port"),
        ([*WEB, "flgas=syn"], 2, "'flgas=syn' is not known"),
        (["eth0", "tcp"], 2, "DEVICE PROTOCOL SOURCE DESTINATION"),
        ([*WEB, "data=a b"], 0, ""),
    ],
)
def test_what_is_said_of_wrong_words(gw, words, code, said):
    done = gw.trace("gw", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stderr


def test_a_device_that_is_down(gw):
    gw.gw("ip link set eth0 down")
    done = gw.trace("gw", *WEB)
    assert done.returncode == 2 and "device eth0 is down" in done.stderr


def test_a_name_that_does_not_run(world):
    done = world.run(world.quintet, "trace", "absent", *WEB)
    assert done.returncode == 3
    assert done.stderr.startswith("quintet: no namespace 'absent' is running")


def test_without_a_namespace(world):
    rules = world.top / "rules.v4"
    rules.write_text(RULES)
    rules.chmod(0o644)
    done = world.run(world.quintet, "trace", "--rules", str(rules), *SSH)
    assert done.returncode == 1, done.stderr
    assert "-p tcp -m tcp --dport 22 -j DROP" in done.stdout
    done = world.run(world.quintet, "trace", "--rules", str(rules), *WEB)
    assert done.returncode == 0
    assert "SENT by eth1" in done.stdout


@pytest.mark.parametrize("words", [[], ["gw"], ["--rules", "/nonexistent", *WEB], ["--wrong", *WEB]])
def test_usage(world, words):
    assert world.run(world.quintet, "trace", *words).returncode == 2

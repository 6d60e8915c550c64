# SPDX-License-Identifier: GPL-2.0-or-later
"""quintet replay: somebody's rules, somebody's captures, and what is said about them."""

import json
import shutil
import struct

import pytest

from cases import pkt, events, write_pcap

RULES = """*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:web - [0:0]
-A FORWARD -p tcp -j web
-A FORWARD -p udp -m udp --dport 53 -j ACCEPT
-A web -p tcp -m tcp --dport 80 -j ACCEPT
-A web -p tcp -m tcp --dport 22 -j REJECT --reject-with tcp-reset
COMMIT
"""

WEB = pkt.tcp("10.0.0.5", "203.0.113.10", 40000, 80, "S")
SSH = pkt.tcp("10.0.0.5", "203.0.113.10", 40001, 22, "S")
DNS = pkt.udp("10.0.0.6", "203.0.113.10", 40002, 53, b"?")
NTP = pkt.udp("10.0.0.6", "203.0.113.10", 40003, 123, b"?")
ALL = [WEB, SSH, DNS, NTP]


def ether(packet):
    """A frame between two machines that are not us."""
    return pkt.eth("02:aa:00:00:00:01", "02:bb:00:00:00:02", packet)


class Replays:
    def __init__(self, world):
        self.world = world
        self.top = world.top
        self.rules(RULES)

    def rules(self, text, name="rules.v4"):
        path = self.top / name
        path.write_text(text)
        path.chmod(0o644)
        return path

    def capture(self, packets, name="in.pcap", **kw):
        path = write_pcap(self.top / name, packets, **kw)
        path.chmod(0o644)
        return path

    def __call__(self, *words, **kw):
        return self.world.run(self.world.quintet, "replay", *map(str, words), **kw)

    def of(self, packets, *words, link=1):
        """Replay packets by the forwarder, to eth0; => the process"""
        path = self.capture([(i * 0.5, p) for i, p in enumerate(packets)], link=link)
        return self("--rules", self.top / "rules.v4", "--in", f"eth0={path}", *words)

    def summary(self, *args, **kw):
        done = self.of(*args, "--json", **kw)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout.splitlines()[-1])["summary"]


@pytest.fixture
def replays(world):
    return Replays(world)


def test_summary(replays):
    s = replays.summary([ether(p) for p in ALL])
    assert (s["packets"], s["passed"], s["local"], s["dropped"]) == (4, 2, 0, 2)
    assert s["reasons"] == {"NETFILTER_DROP": 2}
    assert s["ports"]["eth0"]["in_packets"] == 4
    assert s["ports"]["eth1"]["out_packets"] == 3, "the reset too: it is sent from here"
    assert s["sources"] == 2
    top = {t["address"]: (t["packets"], t["dropped"]) for t in s["talkers"]}
    assert top == {"10.0.0.5": (2, 1), "10.0.0.6": (2, 1)}
    rules = {(r["chain"], r["number"]): (r["packets"], r["rule"]) for r in s["rules"]}
    assert rules["FORWARD", 1] == (2, "-p tcp -j web")
    assert rules["web", 1][0] == rules["web", 2][0] == rules["FORWARD", 2][0] == 1
    assert rules["FORWARD", 0] == (1, "DROP")
    assert s["duration_ns"] == 1500000000


def test_summary_as_text(replays):
    done = replays.of([ether(p) for p in ALL])
    assert done.returncode == 1
    text = done.stdout
    assert "4 packets (" in text and "2 passed on, 0 taken in here, 2 dropped" in text
    assert "-p tcp -m tcp --dport 22 -j REJECT --reject-with tcp-reset" in text
    assert "NETFILTER_DROP: a rule or a hook dropped it" in text
    assert "10.0.0.6" in text and "eth1" in text


@pytest.mark.parametrize("packets,code", [([WEB, DNS], 0), ([WEB, NTP], 1), ([], 0)])
def test_exit_code(replays, packets, code):
    assert replays.of([ether(p) for p in packets]).returncode == code


@pytest.mark.parametrize(
    "link,head",
    [
        (101, b""),
        (228, b""),
        (0, b"\2\0\0\0"),
        (0, b"\0\0\0\2"),
        (108, b"\0\0\0\2"),
        (113, bytes(14) + b"\x08\0"),
        (276, b"\x08\0" + bytes(18)),
        (9, b"\xff\x03\0\x21"),
        (104, b"\x0f\0\x08\0"),
    ],
)
def test_link_types(replays, link, head):
    s = replays.summary([head + p for p in ALL], link=link)
    assert (s["packets"], s["passed"], s["dropped"], s["skipped"]) == (4, 2, 2, 0)


def test_a_link_type_that_cannot_be_converted(replays):
    s = replays.summary([b"\0" * 60], link=147)
    assert (s["packets"], s["skipped"]) == (0, 1)
    assert "link type 147 cannot be made Ethernet" in replays.of([b"\0" * 60], link=147).stdout


def test_out(replays):
    out = replays.top / "out.pcapng"
    if replays.world.user == "nobody":
        replays.top.chmod(0o777)
    assert replays.of([ether(p) for p in ALL], "--out", f"eth1={out}").returncode == 1
    ports, packets = pkt.read(str(out))
    assert ports == [("eth1", 1)]
    assert [comment for _, _, comment, _ in packets] == ["in=1", "in=2", "in=3"]
    for (_, _, _, frame), sent in zip(packets[::2], (WEB, DNS)):
        assert frame[30:] == sent[16:] and frame[22] == sent[8] - 1
        assert frame[:6] == pkt.mac("02:00:00:00:01:02")
    assert [us for _, us, _, _ in packets] == [0, 500000, 1000000]


def test_both_ways(replays):
    there = replays.capture([(0, ether(WEB)), (2, ether(WEB))], "there.pcap")
    back = replays.capture(
        [(1, ether(pkt.tcp("203.0.113.10", "10.0.0.5", 40000, 80, "SA")))], "back.pcap"
    )
    done = replays("--rules", replays.top / "rules.v4", "--in", f"lan={there}",
                   "--in", f"wan={back}", "--story", "all", "--json")
    assert done.returncode == 0, done.stderr
    story = events(done.stdout)
    assert [e["dev"] for e in story if e.get("event") == "begin"] == ["lan", "wan", "lan"]
    assert [e["dev"] for e in story if e.get("event") == "xmit"] == ["wan", "lan", "wan"]


@pytest.mark.parametrize(
    "which,told",
    [("all", "1234"), ("drop", "24"), ("3", "3"), ("4,1", "14"), ("udp", "34"),
     ("host 10.0.0.5 and port 22", "2")],
)
def test_stories(replays, which, told):
    done = replays.of([ether(p) for p in ALL], "--story", which, "--json")
    numbers = {e["packet"].split(".")[0] for e in events(done.stdout) if "event" in e}
    assert "".join(sorted(numbers)) == told


def test_stories_show_the_rules_as_they_are_written(replays):
    text = replays.of([ether(SSH)], "--story", "all").stdout
    assert "-p tcp -m tcp --dport 80 -j ACCEPT" in text.split("DROPPED")[0]
    assert "dport is 22, rule wants 80" in text
    assert "answered: " in text


def test_the_clock_is_the_captures(replays):
    replays.rules(
        "*filter\n:FORWARD DROP [0:0]\n"
        "-A FORWARD -m limit --limit 1/sec --limit-burst 1 -j ACCEPT\nCOMMIT\n"
    )
    s = replays.summary([ether(WEB)] * 8)  # two a second
    assert (s["passed"], s["dropped"]) == (4, 4)


def test_bytes_that_were_cut_count_as_zeros(replays):
    packet = pkt.tcp("10.0.0.5", "203.0.113.10", 40000, 80, "A", data=bytes(1000))
    path = replays.capture([(0, ether(packet)[:96], 1054)])
    done = replays("--rules", replays.top / "rules.v4", "--in", f"eth0={path}", "--json")
    s = json.loads(done.stdout)["summary"]
    assert (s["passed"], s["cut"], s["bytes"]) == (1, 1, 1054)


def test_damage_ends_with_what_was_read(replays):
    path = replays.capture([(i, ether(WEB)) for i in range(3)])
    path.write_bytes(path.read_bytes()[:-7])
    done = replays("--rules", replays.top / "rules.v4", "--in", f"eth0={path}")
    assert done.returncode == 0
    assert "2 packets (" in done.stdout
    assert "in.pcap is damaged: it is cut inside a packet" in done.stdout


def test_standard_input(replays):
    path = replays.capture([(0, ether(WEB))])
    with open(path, "rb") as f:
        done = replays("--rules", replays.top / "rules.v4", "--in", "eth0=-", "--json", stdin=f)
    assert json.loads(done.stdout)["summary"]["passed"] == 1


def test_a_network_of_ones_own(replays):
    net = replays.rules(
        "ip addr add 10.9.0.1/24 dev left\nip addr add 10.8.0.1/24 dev middle\n"
        "ip addr add 10.7.0.1/24 dev right\n"
        "ip neigh add 10.7.0.9 lladdr 02:00:00:00:07:09 dev right\n"
        "ip route add 203.0.113.0/24 via 10.7.0.9\n", "net.sh"
    )
    path = replays.capture([(0, ether(WEB))])
    done = replays("--rules", replays.top / "rules.v4", "--net", net, "--in", f"left={path}",
                   "--port", "middle", "--port", "right", "--json")
    assert done.returncode == 0, done.stderr
    ports = json.loads(done.stdout)["summary"]["ports"]
    assert {name: p["out_packets"] for name, p in ports.items()} == {
        "left": 0, "middle": 0, "right": 1,
    }


def test_rules_that_do_not_load(replays):
    replays.rules("*filter\n-A FORWARD -m nosuchmatch -j DROP\nCOMMIT\n")
    done = replays.of([ether(WEB)])
    assert done.returncode == 3
    assert "nosuchmatch" in done.stderr
    assert "rules.v4 failed with status" in done.stderr


def test_a_script_that_fails(replays):
    net = replays.rules("echo no luck >&2\nexit 5\n", "net.sh")
    path = replays.capture([(0, ether(WEB))])
    done = replays("--rules", replays.top / "rules.v4", "--net", net, "--in", f"eth0={path}")
    assert done.returncode == 3
    assert "no luck" in done.stderr and "net.sh failed with status 5" in done.stderr


@pytest.mark.parametrize(
    "words,said",
    [
        ([], "--in PORT=CAPTURE is needed"),
        (["--in", "eth0=x"], "--rules FILE is needed"),
        (["--in", "eth0"], "--in takes PORT=CAPTURE, not 'eth0'"),
        (["--in", "=x"], "--in takes PORT=CAPTURE, not '=x'"),
        (["--in", "eth0=x", "--rules", "/nonexistent"], "/nonexistent: No such file"),
        (["--in", "eth0=x", "--vector", "99"], "--vector takes a number from 1 to 64"),
        (["--in", "eth0=x", "what"], "what is 'what' for?"),
        (["--wrong"], "unrecognized option"),
    ],
)
def test_usage(replays, words, said):
    done = replays(*words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_filter_that_is_none(replays):
    done = replays.of([ether(WEB)], "--story", "nonsense here")
    assert done.returncode == 2
    assert "'nonsense here' is no tcpdump filter" in done.stderr


def test_a_capture_that_is_none(replays):
    path = replays.rules("hello, this is a text and no capture", "x.pcap")
    done = replays("--rules", replays.top / "rules.v4", "--in", f"eth0={path}")
    assert done.returncode == 3 and "x.pcap: " in done.stderr


def test_more_than_two_ports_need_a_network(replays):
    path = replays.capture([(0, ether(WEB))])
    words = sum([["--in", f"p{i}={path}"] for i in range(3)], [])
    done = replays("--rules", replays.top / "rules.v4", *words)
    assert done.returncode == 2 and "--net" in done.stderr


@pytest.mark.skipif(not shutil.which("tcpdump"), reason="needs tcpdump")
def test_what_is_written_is_what_tcpdump_reads(replays):
    if replays.world.user == "nobody":
        replays.top.chmod(0o777)
    out = replays.top / "out.pcapng"
    replays.of([ether(p) for p in ALL], "--out", f"eth1={out}")
    text = replays.world.run("tcpdump", "-nr", str(out)).stdout
    assert "10.0.0.5.40000 > 203.0.113.10.80" in text and len(text.splitlines()) == 3


def test_a_packet_longer_than_it_says(replays):
    """Ethernet padding is no part of the packet."""
    out = replays.summary([ether(WEB) + bytes(6)])
    assert out["passed"] == 1
    assert struct.unpack("!H", WEB[2:4])[0] == 40

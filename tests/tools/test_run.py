# SPDX-License-Identifier: GPL-2.0-or-later
"""quintet run: cases in, traces and dumps out."""

import filecmp

import pytest

from cases import pkt, ETH0, ETH1, PEER0, events, forwarded, make_case, readable, tcp_in, trace_of

DROP_22 = "iptables -A FORWARD -p tcp --dport 22 -j DROP\n"


class Runs:
    def __init__(self, world):
        self.world = world
        self.out = world.top / "out"
        self.out.mkdir()
        self.out.chmod(0o777)

    def __call__(self, *words):
        return self.world.run(self.world.quintet, "run", "-o", str(self.out), *map(str, words))

    def case(self, packets, setup="", *options, name="case", **kw):
        """Run a case that must succeed; => its output folder."""
        path = readable(make_case(self.world.top / name, packets, setup, **kw))
        done = self(*options, path)
        assert done.returncode == 0, done.stderr + (self.out / name / "log").read_text()
        return self.out / name


@pytest.fixture
def runs(world):
    return Runs(world)


def test_forwards(runs):
    out = runs.case([("eth0", tcp_in())])
    assert trace_of(out) == [(1, "eth0", "eth1", forwarded())]


def test_nothing_comes_of_what_is_dropped(runs):
    out = runs.case([("eth0", tcp_in(22)), ("eth0", tcp_in(80))], DROP_22)
    assert trace_of(out) == [(1, "eth0", "-", None), (2, "eth0", "eth1", forwarded(80))]
    assert "[1:40] -A FORWARD -p tcp -m tcp --dport 22 -j DROP\n" in (out / "iptables").read_text()


def test_no_dump_of_tables_that_nobody_made(runs):
    out = runs.case([("eth0", tcp_in())])
    assert not (out / "iptables").exists()


def test_tables_are_dumped_sorted_and_without_comments(runs):
    setup = "".join(f"iptables -t {t} -L >/dev/null\n" for t in ("raw", "filter", "mangle"))
    lines = (runs.case([], setup) / "iptables").read_text().splitlines()
    assert [x for x in lines if x[0] == "*"] == ["*filter", "*mangle", "*raw"]
    assert not [x for x in lines if x[0] == "#"]


def test_too_short_a_frame_is_refused_like_a_write(runs):
    out = runs.case([("eth0", b"\x02" * 13), ("eth0", tcp_in())])
    assert trace_of(out)[0] == (1, "eth0", "!EINVAL", None)
    assert trace_of(out)[1][2] == "eth1"


def test_a_port_that_is_down_is_refused(runs):
    out = runs.case([("eth0", tcp_in())], "ip link set eth0 down")
    assert trace_of(out) == [(1, "eth0", "!EIO", None)]


def test_delivered_packets_come_out_of_local(runs):
    packet = pkt.tcp("10.0.0.1", "10.0.0.254", 40000, 22, "S")
    out = runs.case([("eth0", pkt.eth(ETH0, PEER0, packet))])
    assert trace_of(out) == [(1, "eth0", "local", packet)]


def test_the_local_stack_answers_when_it_is_kept(runs):
    packet = pkt.icmp("10.0.0.1", "10.0.0.254", 8, rest=b"\0\1\0\2", data=b"ping")
    out = runs.case([("eth0", pkt.eth(ETH0, PEER0, packet))], **{"keep-local": ""})
    answers = trace_of(out)
    assert [(n, to) for n, _, to, _ in answers] == [(1, "eth0"), (1, "local")]
    assert answers[0][3][34:36] == b"\0\0", "an echo reply"


def test_local_sends(runs):
    packet = pkt.udp("10.0.0.254", "10.0.0.1", 1000, 2000, b"hello")
    out = runs.case([("local", packet)])
    assert trace_of(out) == [(1, "local", "eth0", pkt.eth(PEER0, ETH0, packet))]


def test_local_is_told_why_not(runs):
    good = pkt.udp("10.0.0.254", "10.0.0.1", 1000, 2000)
    nowhere = pkt.udp("10.0.0.254", "192.0.2.1", 1000, 2000)
    big = pkt.udp("10.0.0.254", "10.0.0.1", 1000, 2000, b"x" * 2000)
    everybody = pkt.udp("10.0.0.254", "10.0.0.255", 1000, 2000)
    out = runs.case(
        [("local", p) for p in (good, nowhere, big, everybody, b"short")],
        "iptables -A OUTPUT -p udp --dport 2000 -j DROP",
    )
    assert [to for _, _, to, _ in trace_of(out)] == [
        "!EPERM",
        "!ENETUNREACH",
        "!EMSGSIZE",
        "!EACCES",
        "!EINVAL",
    ]


def test_local_fills_in_what_a_raw_socket_fills_in(runs):
    packet = bytearray(pkt.udp("10.0.0.254", "10.0.0.1", 1000, 2000, b"hello"))
    packet[2:4] = b"\xff\xff"  # length
    packet[10:12] = b"\xff\xff"  # checksum
    packet[12:16] = b"\0\0\0\0"  # source
    out = runs.case([("local", bytes(packet))])
    frame = trace_of(out)[0][3]
    assert frame[14:34] == pkt.udp("10.0.0.254", "10.0.0.1", 1000, 2000, b"hello")[:20]


def test_scripts_between_packets(runs):
    files = {"before-2.sh": DROP_22, "before-3.sh": "iptables -F\nfalse\n"}
    out = runs.case([("eth0", tcp_in(22))] * 3, **files)
    text = (out / "trace.txt").read_text()
    assert "# ./before-3.sh failed\n" in text
    lines = [line.split()[:4] for line in text.splitlines() if line[0] != "#"]
    assert [x[3] for x in lines] == ["eth1", "-", "eth1"]


def test_time_is_the_captures_and_the_scripts(runs):
    """A limit of one a second: the clock of the packets and sleep(1) both refill it."""
    setup = "iptables -A FORWARD -m limit --limit 1/s --limit-burst 1 -j ACCEPT\niptables -P FORWARD DROP\n"
    packets = [("eth0", tcp_in(), at) for at in (0, 0.5, 1.6, 1.7, 1.8)]
    out = runs.case(packets, setup, **{"before-5.sh": "sleep 2\n"})
    assert [to for _, _, to, _ in trace_of(out)] == ["eth1", "-", "eth1", "-", "eth1"]


def test_what_waited_leaves_by_the_answer(runs):
    """A packet waits for ARP; the answer is the cause of its leaving, at any vector size."""
    arp = bytes.fromhex("0001080006040002") + pkt.mac(pkt.PEER % 9)
    arp += bytes([10, 1, 0, 9]) + pkt.mac(ETH1) + bytes([10, 1, 0, 254])
    answer = pkt.eth(ETH1, pkt.PEER % 9, arp, 0x0806)
    packets = [("eth0", tcp_in(dst="10.1.0.9")), ("eth1", answer), ("eth1", answer)]
    got = {}
    for size in (1, 64):
        out = runs.case(packets, "", "--vector", size, name=f"v{size}")
        got[size] = trace_of(out)
    assert got[1] == got[64]
    assert [(n, to) for n, _, to, _ in got[1]] == [(1, "eth1"), (2, "eth1"), (3, "-")]
    assert got[1][1][3][14:] == forwarded(dst="10.1.0.9")[14:]


def test_vectors_change_nothing(runs):
    setup = (
        "iptables -A FORWARD -m limit --limit 1/hour --limit-burst 7 -j ACCEPT\n"
        "iptables -A FORWARD -p tcp --dport 81 -j REJECT\n"
        "iptables -A FORWARD -p tcp --dport 83 -j DROP\n"
    )
    packets = [("eth0", tcp_in(80 + i % 5, ttl=1 + i % 3), 0.001 * (i // 20)) for i in range(100)]
    outs = [runs.case(packets, setup, "--vector", n, name=f"v{n}") for n in (1, 2, 64)]
    for other in outs[1:]:
        for name in ("trace.txt", "out.pcapng", "iptables"):
            assert filecmp.cmp(outs[0] / name, other / name, shallow=False), name


def test_the_same_again(runs):
    setup = "iptables -A FORWARD -m statistic --mode random --probability 0.5 -j DROP\n"
    packets = [("eth0", tcp_in(80 + i)) for i in range(50)]
    a = runs.case(packets, setup, "--seed", 7, name="a")
    b = runs.case(packets, setup, "--seed", 7, name="b")
    c = runs.case(packets, setup, "--seed", 8, name="c")
    assert filecmp.cmp(a / "trace.txt", b / "trace.txt", shallow=False)
    assert not filecmp.cmp(a / "trace.txt", c / "trace.txt", shallow=False)


@pytest.mark.parametrize("script", ["net.sh", "setup.sh"])
def test_a_script_that_fails_is_named(runs, script):
    path = make_case(runs.world.top / "bad", [("eth0", tcp_in())])
    (path / script).write_text("echo so it is\nexit 7\n")
    done = runs(readable(path))
    assert done.returncode == 3
    assert f"{script} failed with status 7" in done.stderr
    assert "FAIL" in done.stdout
    assert "so it is" in (runs.out / "bad" / "log").read_text()


def test_scripts_leave_files_of_their_own(runs):
    out = runs.case([], 'iptables -S >"$OUT/rules"\n')
    assert (out / "rules").read_text().startswith("-P INPUT ACCEPT\n")


def test_scripts_stop_at_the_first_error(runs):
    path = make_case(runs.world.top / "bad", [], "iptables -A NOSUCHCHAIN -j DROP\ntrue\n")
    assert runs(readable(path)).returncode == 3


def test_a_folder_that_is_none(runs):
    done = runs("/nonexistent")
    assert done.returncode == 3 and "in.pcapng: No such file" in done.stderr


@pytest.mark.parametrize(
    "words",
    [[], ["--vector", "0", "x"], ["--vector", "65", "x"], ["-j", "x", "x"], ["--story", "0", "x"],
     ["--story", "tcp port 80", "x"], ["--wrong", "x"]],
)
def test_usage(runs, words):
    assert runs(*words).returncode == 2


def test_what_is_expected(runs):
    a = readable(make_case(runs.world.top / "a", [("eth0", tcp_in())]))
    assert runs(a).returncode == 0
    expect = runs.world.top / "expect"
    (runs.out / "a").rename(runs.world.top / "moved")
    expect.mkdir()
    expect.chmod(0o755)
    (runs.world.top / "moved").rename(expect / "a")
    assert runs("--expect", expect, a).returncode == 0
    trace = expect / "a" / "trace.txt"
    trace.write_text(trace.read_text().replace("eth1", "eth2"))
    done = runs("--expect", expect, a)
    assert done.returncode == 1 and "DIFFERS" in done.stdout and "trace.txt differs" in done.stderr


def test_many_side_by_side(runs):
    cases = [
        readable(make_case(runs.world.top / f"c{i}", [("eth0", tcp_in(20 + i))], DROP_22))
        for i in range(12)
    ]
    done = runs("-j", 4, *cases)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 12
    for i in range(12):
        assert trace_of(runs.out / f"c{i}")[0][2] == ("-" if i == 2 else "eth1")


def test_stories_as_text(runs):
    packets = [("eth0", tcp_in(22)), ("eth0", tcp_in(80))]
    text = (runs.case(packets, DROP_22, "--story", "all") / "story.txt").read_text()
    assert "packet 1  tcp 10.0.0.1:40000 > 10.1.0.1:22" in text
    assert "1 MATCH  DROP" in text
    assert "DROPPED  a rule or a hook dropped it (NETFILTER_DROP" in text
    assert "packet 2  " in text and "dport is 80, rule wants 22" in text
    assert "SENT by eth1" in text


@pytest.mark.parametrize("which,told", [("drop", {"1"}), ("2", {"2"}), ("1,2", {"1", "2"})])
def test_stories_that_are_chosen(runs, which, told):
    packets = [("eth0", tcp_in(22)), ("eth0", tcp_in(80))]
    out = runs.case(packets, DROP_22, "--story", which, "--json")
    story = events((out / "story.jsonl").read_text())
    assert {e["packet"] for e in story} == told


def test_stories_change_nothing(runs):
    packets = [("eth0", tcp_in(20 + i)) for i in range(5)]
    a = runs.case(packets, DROP_22, name="a")
    b = runs.case(packets, DROP_22, "--story", "all", name="b")
    for name in ("trace.txt", "out.pcapng", "iptables"):
        assert filecmp.cmp(a / name, b / name, shallow=False), name


def test_stories_as_json(runs):
    out = runs.case([("eth0", tcp_in(80))], DROP_22, "--story", "all", "--json")
    story = events((out / "story.jsonl").read_text())
    kinds = [e["event"] for e in story]
    assert kinds[0] == "begin" and kinds[-1] == "xmit"
    (miss,) = [e for e in story if e["event"] == "mismatch"]
    assert (miss["table"], miss["chain"], miss["rule"]) == ("filter", "FORWARD", 1)
    assert (miss["field"], miss["have"], miss["want"]) == ("dport", "80", "22")
    hooks = [e["hook"] for e in story if e["event"] == "hook"]
    assert "FORWARD" in hooks

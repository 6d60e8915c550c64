# SPDX-License-Identifier: GPL-2.0-or-later
"""Shrinking keeps what the difference needs and nothing else."""
import pytest

import pkt
import shrink


def make(path):
    path.mkdir()
    (path / "net.sh").write_text("ip -batch - <<E\naddr one\naddr two\nE\n")
    (path / "setup.sh").write_text("iptables-legacy-restore <<R\n*filter\n" + "".join("-A FORWARD %d\n" % n for n in range(20)) + "COMMIT\nR\n")
    (path / "before-7.sh").write_text("something\n")
    with pkt.Capture(path / "in.pcapng", ["eth0"]) as c:
        for n in range(30):
            c.send("eth0", pkt.to(1, b"packet %d." % n), n / 1000)
    return path


def needs(packets, lines):
    """Differs as long as these packets and these lines are there."""
    def differ(cases):
        out = []
        for c in cases:
            frames = b"".join(f for _, _, _, f in pkt.read(c / "in.pcapng")[1])
            text = (c / "setup.sh").read_text() + (c / "net.sh").read_text()
            out.append(all(b"packet %d." % n in frames for n in packets) and all(x in text for x in lines))
        return out
    return differ


def test_only_what_is_needed_stays(tmp_path):
    small = shrink.shrink(make(tmp_path / "big"), tmp_path / "small", needs([3, 17], ["FORWARD 11\n", "addr two"]))
    assert [f[14:] for _, _, _, f in pkt.read(small / "in.pcapng")[1]] == [b"packet 3.", b"packet 17."]
    assert (small / "setup.sh").read_text() == "iptables-legacy-restore <<R\n*filter\n-A FORWARD 11\nCOMMIT\nR\n"
    assert (small / "net.sh").read_text() == "ip -batch - <<E\naddr two\nE\n"


def test_a_script_before_a_packet_goes_with_it(tmp_path):
    small = shrink.shrink(make(tmp_path / "big"), tmp_path / "small", needs([6], []))
    assert (small / "before-1.sh").read_text() == "something\n"


def test_a_case_that_does_not_differ_alone_is_said_so(tmp_path):
    with pytest.raises(shrink.Gone):
        shrink.shrink(make(tmp_path / "big"), tmp_path / "small", needs([99], []))

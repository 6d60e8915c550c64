# SPDX-License-Identifier: GPL-2.0-or-later
"""One test for each masked field: what it hides, and what it must leave visible."""
import masker
import pkt
import pkt6

ASKED = pkt.ping("10.0.0.1", "10.0.0.254", ident=7)


def answer(ident, **kw):
    return pkt.icmp("10.0.0.254", "10.0.0.1", 0, rest=b"\0\1\0\1", data=b"ping", ident=ident, **kw)


def masked(packet, cause=ASKED, local=False):
    return masker.ip_ident(packet, cause, local)


def test_ident_of_the_stacks_own_packets_is_hidden():
    assert masked(answer(1000)) == masked(answer(2000))
    assert masked(answer(1000), None) == masked(answer(2000), None)


def test_rest_of_the_stacks_own_packets_shows():
    assert masked(answer(1000)) != masked(answer(1000, ttl=63))
    assert masked(answer(1000)) != masked(answer(1000, tos=4))


def test_wrong_checksum_shows_through_the_mask():
    assert masked(answer(1000)) != masked(answer(1000, check=0x1234))


def test_ident_of_a_forwarded_packet_shows():
    went_in = pkt.udp("10.0.0.1", "10.1.0.1", 1, 2, ident=5)
    right = pkt.udp("10.0.0.1", "10.1.0.1", 1, 2, ident=5, ttl=63)
    wrong = pkt.udp("10.0.0.1", "10.1.0.1", 1, 2, ident=6, ttl=63)
    assert masked(right, went_in) == right
    assert masked(wrong, went_in) != right


def test_ident_filled_in_for_a_local_sender_is_hidden():
    zero = pkt.udp("10.0.0.254", "10.1.0.1", 1, 2, ident=0)
    five = pkt.udp("10.0.0.254", "10.1.0.1", 1, 2, ident=5)
    six = pkt.udp("10.0.0.254", "10.1.0.1", 1, 2, ident=6)
    assert masked(five, zero, True) == masked(six, zero, True)
    assert masked(five, five, True) == five


def test_quoted_ident_filled_in_for_a_local_sender_is_hidden():
    zero = pkt.udp("10.0.0.254", "10.1.0.1", 1, 2, ident=0)

    def error(ident, ttl=64):
        inner = pkt.udp("10.0.0.254", "10.1.0.1", 1, 2, ident=ident, ttl=ttl)
        return pkt.icmp("10.0.0.254", "10.0.0.254", 3, 3, data=inner)
    assert masked(error(5), zero, True) == masked(error(6), zero, True)
    assert masked(error(5), zero, True) != masked(error(5, ttl=63), zero, True)


def test_frames_are_masked_behind_their_link_header():
    def out(ident):
        return pkt.eth(pkt.PEER % 1, pkt.MAC % 1, answer(ident))
    asked = pkt.to(1, ASKED)
    assert masker.frame(out(1), 1, asked, 1) == masker.frame(out(2), 1, asked, 1)
    assert masker.frame(out(1)[:1] + b"x" + out(1)[2:], 1, asked, 1) != masker.frame(out(2), 1, asked, 1)


def test_random_mode_is_known_by_its_rule():
    open_ = "-A FORWARD -m statistic --mode random --probability 0.5 -j DROP"
    sure = "-A FORWARD -m statistic --mode random --probability 1.0 -j DROP"
    nth = "-A FORWARD -m statistic --mode nth --every 2 -j DROP"
    assert masker.random_rules([open_])
    assert not masker.random_rules([sure, nth])


def test_random_mode_hides_counters_only():
    a = ":INPUT ACCEPT [1:32]\n[3:96] -A INPUT -j DROP\n"
    b = ":INPUT ACCEPT [2:64]\n[2:64] -A INPUT -j DROP\n"
    assert masker.without_counters(a) == masker.without_counters(b)
    assert "-j DROP" in masker.without_counters(a)


def test_flow_label_of_the_stacks_own_packets_is_hidden():
    went_in = pkt6.ping6("fd00::1", "fd00::fe")
    one, two = (pkt6.icmp6("fd00::fe", "fd00::1", 129, label=n) for n in (1, 2))
    other = pkt6.icmp6("fd00::fe", "fd00::1", 129, label=1, hlim=63)
    assert masker.flow_label(one, went_in) == masker.flow_label(two, went_in)
    assert masker.flow_label(one, went_in) != masker.flow_label(other, went_in)


def test_flow_label_of_a_forwarded_packet_shows():
    went_in = pkt6.udp6("fd00::1", "fd00:1::1", 1, 2, label=5)
    right = pkt6.udp6("fd00::1", "fd00:1::1", 1, 2, label=5, hlim=63)
    wrong = pkt6.udp6("fd00::1", "fd00:1::1", 1, 2, label=6, hlim=63)
    assert masker.flow_label(right, went_in) == right
    assert masker.flow_label(wrong, went_in) != right

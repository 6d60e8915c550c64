# SPDX-License-Identifier: GPL-2.0-or-later
"""The server against peers that do not behave: each loses its connection, nobody else notices."""

import socket
import struct
import time

import pytest

HELLO, SOCKET, CLOSE, SETSOCKOPT, GETSOCKOPT = 1, 2, 3, 4, 5
NL_SEND, NL_RECV, COMMAND, RESULT, COPY_FROM, COPY_TO, COPIED = 9, 10, 16, 17, 18, 19, 20
USER = struct.pack("<IIiI", 0, 0, 4242, 1)
EPROTO, EBADF, EFAULT, ENOPROTOOPT = 71, 9, 14, 92
REPLACE = struct.pack("<32sIII", b"filter", 0xE, 4, 1 << 20).ljust(96, b"\0")


class Peer:
    def __init__(self, world, hello=True):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(20)
        self.sock.connect(str(world.rundir / "fake.sock"))
        self.seq = 0
        if hello:
            assert self.call(HELLO, struct.pack("<I", 2)) == (0, 0, 0, b"fake")

    def send(self, kind, body=b"", blob=b"", seq=None):
        self.seq += seq is None
        size = 12 + len(body) + len(blob)
        self.sock.sendall(struct.pack("<IHHI", size, kind, 0, seq or self.seq) + body + blob)

    def bytes(self, n):
        got = b""
        while len(got) < n:
            part = self.sock.recv(n - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    def receive(self):
        size, kind, _, seq = struct.unpack("<IHHI", self.bytes(12))
        return kind, seq, self.bytes(size - 12)

    def call(self, kind, body=b"", blob=b""):
        self.send(kind, body, blob)
        kind, seq, rest = self.receive()
        assert (kind, seq) == (RESULT, self.seq)
        return (*struct.unpack("<qII", rest[:16]), rest[16:])

    def open(self):
        return self.call(SOCKET, USER + struct.pack("<iii", 2, 3, 255))[0]

    def closed(self):
        try:
            self.receive()
        except (EOFError, ConnectionResetError):
            return True
        return False


def sockopt(ep, optname, optlen, optval):
    return USER + struct.pack("<IiiIQ", ep, 0, optname, optlen, optval)


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 64,
        b"\xff" * 64,
        struct.pack("<IHHI", 12, 99, 0, 1),
        struct.pack("<IHHI", 11, COMMAND, 0, 1),
        struct.pack("<IHHI", 0x7FFFFFFF, COMMAND, 0, 1),
        struct.pack("<IHHI", 12, COMMAND, 0, 1),  # before a hello
        struct.pack("<IHHIqII", 28, RESULT, 0, 1, 0, 0, 0),
    ],
)
def test_garbage_ends_the_connection(fake, data):
    peer = Peer(fake, hello=False)
    peer.sock.sendall(data)
    assert peer.closed()
    assert fake.exec("true").returncode == 0


def test_another_version(fake):
    assert Peer(fake, hello=False).call(HELLO, struct.pack("<I", 1))[0] == -EPROTO


def test_numbers_that_were_not_given_out(fake):
    peer = Peer(fake)
    for ep in (0, 1, 15, 16, 4096, 0xFFFFFFFF):
        assert peer.call(CLOSE, struct.pack("<I", ep))[0] == -EBADF
        assert peer.call(GETSOCKOPT, sockopt(ep, 64, 4, 0))[0] == -EBADF
        assert peer.call(NL_RECV, struct.pack("<III", ep, 100, 0))[0] == -EBADF


def test_endpoints_of_another_connection_are_out_of_reach(fake):
    one, two = Peer(fake), Peer(fake)
    ep = one.open()
    assert two.call(CLOSE, struct.pack("<I", ep))[0] == -EBADF
    assert one.call(CLOSE, struct.pack("<I", ep))[0] == 0
    assert one.call(CLOSE, struct.pack("<I", ep))[0] == -EBADF


def test_memory_is_asked_for(fake):
    """A pointer inside an optval: the bytes behind it are a question of the engine's."""
    peer = Peer(fake)
    ep = peer.open()
    peer.send(SETSOCKOPT, sockopt(ep, 64, 96, 0x10000), REPLACE)
    kind, seq, body = peer.receive()
    addr, length, _ = struct.unpack("<QIi", body)
    assert (kind, seq, addr, length) == (COPY_FROM, peer.seq, 0x10000 + 96, 1 << 20)
    peer.send(COPIED, struct.pack("<QIi", addr, length, 0), b"x" * length, seq=seq)
    kind, seq, body = peer.receive()
    assert kind == COPY_TO  # the old counters
    peer.send(COPIED, struct.pack("<QIi", 0, 0, -EFAULT), seq=seq)
    kind, _, body = peer.receive()
    assert (kind, struct.unpack("<q", body[:8])[0]) == (RESULT, 0)


def test_memory_that_is_not_there(fake):
    peer = Peer(fake)
    ep = peer.open()
    peer.send(SETSOCKOPT, sockopt(ep, 64, 96, 0x10000), REPLACE)
    _, seq, _ = peer.receive()
    peer.send(COPIED, struct.pack("<QIi", 0, 0, -EFAULT), seq=seq)
    kind, _, body = peer.receive()
    assert (kind, struct.unpack("<q", body[:8])[0]) == (RESULT, -EFAULT)


@pytest.mark.parametrize("answer", ["nothing", "wrong type", "wrong seq", "too few"])
def test_peer_that_goes_while_it_is_asked(fake, answer):
    peer = Peer(fake)
    ep = peer.open()
    peer.send(SETSOCKOPT, sockopt(ep, 64, 96, 0x10000), REPLACE)
    _, seq, _ = peer.receive()
    if answer == "nothing":
        peer.sock.close()
    elif answer == "wrong type":
        peer.send(CLOSE, struct.pack("<I", ep), seq=seq)
        assert peer.closed()
    elif answer == "wrong seq":
        peer.send(COPIED, struct.pack("<QIi", 0, 0, -EFAULT), seq=seq + 1)
        assert peer.closed()
    else:
        peer.send(COPIED, struct.pack("<QIi", 0, 5, 0), b"12345", seq=seq)
        _, _, body = peer.receive()
        assert struct.unpack("<q", body[:8])[0] == -EFAULT
    assert fake.out("iptables", "-S", "INPUT") == "-P INPUT ACCEPT\n"


def test_peer_that_never_answers_loses_its_connection(fake):
    """Others wait for it, but not for ever."""
    peer = Peer(fake)
    ep = peer.open()
    peer.send(SETSOCKOPT, sockopt(ep, 64, 96, 0x10000), REPLACE)
    peer.receive()
    start = time.monotonic()
    assert fake.exec("cat", "/proc/net/clock").returncode == 0
    assert 5 < time.monotonic() - start < 20
    assert peer.closed()


def test_half_a_frame_holds_up_nobody(fake):
    peer = Peer(fake)
    peer.sock.sendall(struct.pack("<IHHI", 5000, COMMAND, 0, 9) + b"x" * 100)
    assert fake.exec("cat", "/proc/net/clock").returncode == 0
    peer.sock.sendall(b"x" * (5000 - 112))
    assert peer.receive()[0] == RESULT


def test_many_connections(fake):
    peers = [Peer(fake) for _ in range(100)]
    assert all(peer.open() == 0 for peer in peers)
    for peer in peers:
        peer.sock.close()
    assert fake.exec("true").returncode == 0

# SPDX-License-Identifier: GPL-2.0-or-later
"""Sockets: options and ioctls that reach the namespace, netlink replacements, what is refused."""

import pytest


def test_static_program_sees_a_netlink_address(fake):
    out = fake.out(fake.probe, "recvfrom")
    assert out == "ok family 16 len 12 pid 0 groups 0 type 16\n"


def test_recvmsg_peek_and_parts(fake):
    assert fake.out(fake.probe, "recvmsg").splitlines() == [
        "peek ok flags 0x20",
        "got all flags 0 family 16 namelen 12",
        "cut 20 flags 0x20",
    ]


@pytest.mark.parametrize("n", [0, 3, 200])
def test_dump_is_whole(fake, n):
    out = fake.out(fake.probe, "dump", str(1000 + n) if n else "0")
    assert out == f"links {n + 1} then Resource temporarily unavailable\n"


def test_copies_are_the_same_socket(fake):
    assert fake.out("sh", "-c", f"{fake.probe} copies; sleep 0.3") == "low ok\nchild ok\n"


@pytest.mark.parametrize(
    "how,want",
    [
        ("recvfrom", ["event ok family 16 groups 1"]),
        ("recv", ["event ok family 0 groups 0"]),
        ("poll", ["poll 1", "event ok family 16 groups 1"]),
    ],
)
def test_event_wakes(fake, how, want):
    assert fake.out(fake.probe, "event", how).splitlines() == want


def test_waiting_receive_ends(fake):
    assert fake.out(fake.probe, "interrupt").splitlines() == [
        "signal Interrupted system call",
        "time Resource temporarily unavailable",
    ]


def test_families(fake):
    no = "Address family not supported by protocol"
    assert dict(line.split(" ", 1) for line in fake.out(fake.probe, "families").splitlines()) == {
        "unix": "ok",
        "udp": "ok",
        "raw": "ok",
        "route": "ok",
        "audit": "Protocol not supported",
        "uevent": "Protocol not supported",
        "packet": no,
        "vsock": no,
        "alg": no,
        "xdp": no,
        "strange": no,
    }


def test_names(fake):
    assert fake.out(fake.probe, "names").splitlines() == [
        "before family 16 pid 0 len 12",
        "wrong Invalid argument",
        "short Invalid argument",
        "bind ok",
        "after own pid 1",
        "room ok",
        "cut to 12",
        "domain 16 number high",
    ]


def test_interface_ioctl(fake):
    assert fake.out(fake.probe, "ifindex", "fake0") == "77\n"
    assert fake.out(fake.probe, "ifindex", "lo") == "0\n"


def test_more_sockets_than_numbers_below_1024(fake):
    assert fake.out(fake.probe, "many", "200") == "opened 200 then ok\n"


def test_low_descriptor_limit(fake):
    out = fake.out("sh", "-c", "echo", options=[])
    assert out == "\n"
    done = fake.run("sh", "-c", f"ulimit -n 64; {fake.quintet} exec fake {fake.probe} recvfrom")
    assert done.stdout == "ok family 16 len 12 pid 0 groups 0 type 16\n", done.stderr


def test_without_the_capability(fake):
    """Inside, as in a real namespace, a program that gave the capability up is refused."""
    done = fake.exec("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin",
                     "iptables-legacy", "-L")
    assert done.returncode == 3
    assert "Permission denied (you must be root)" in done.stderr


def test_without_user_namespaces(fake):
    """Where no private namespace is allowed, raw sockets are replacements."""
    forbid = (
        "echo 0 >/proc/sys/user/max_user_namespaces && echo 0 >/proc/sys/user/max_net_namespaces &&"
        f" exec setpriv --bounding-set=-all --inh-caps=-all {fake.quintet} exec fake"
        " sh -c 'iptables -A INPUT -j DROP && iptables -S INPUT; readlink /proc/self/ns/net'"
    )
    done = fake.run("unshare", "-Ur", "sh", "-c", forbid)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["-P INPUT ACCEPT", "-A INPUT -j DROP"], done.stderr
    assert lines[2] == fake.run("readlink", "/proc/self/ns/net").stdout.strip()


def test_private_namespace(fake):
    assert fake.out("readlink", "/proc/self/ns/net") != fake.run(
        "readlink", "/proc/self/ns/net").stdout


def test_threads(fake):
    """A thread's calls are its process's."""
    script = (
        "import os, socket, threading\n"
        "def work():\n"
        "    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)\n"
        "    s.bind((0, 0)); print(s.getsockname()[0] == os.getpid())\n"
        "    print(open('/proc/sys/net/ipv4/ip_forward').read().strip())\n"
        "t = threading.Thread(target=work); t.start(); t.join()\n"
    )
    assert fake.out("python3", "-c", script).split() == ["True", "0"]


def test_under_a_tracer(fake):
    done = fake.exec("strace", "-f", "-o", "/dev/null", "iptables", "-S", "INPUT")
    if done.returncode == 127:
        pytest.skip("no strace here")
    assert done.stdout == "-P INPUT ACCEPT\n", done.stderr

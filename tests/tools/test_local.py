# SPDX-License-Identifier: GPL-2.0-or-later
"""Real sockets inside: programs of a namespace speak through its hooks.

    programs ── TUN ── Quintet eth0 10.9.0.254 ───── tap 10.9.0.1  kernel namespace   (root)
                       dummy0 10.8.0.1, lo                                            (everybody)
"""

import os
import subprocess
import sys

import pytest

from conftest import NOBODY
from test_live import WHY_NOT

pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

SERVE = """
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((sys.argv[1], int(sys.argv[2])))
s.listen(8)
print("ready", flush=True)
while True:
    c, peer = s.accept()
    data = b""
    while not data.endswith(b"."):
        data += c.recv(65536)
    c.sendall(f"{peer[0]} {len(data)}".encode())
    c.close()
"""
ASK = """
import socket, sys
s = socket.socket()
s.settimeout(float(sys.argv[3]))
try:
    s.connect((sys.argv[1], int(sys.argv[2])))
    s.sendall(b"x" * (int(sys.argv[4]) - 1) + b".")
    print(s.recv(100).decode())
except (OSError, TimeoutError) as e:
    print(type(e).__name__)
"""


class Local:
    def __init__(self, world):
        self.world = world
        self.tag = f"ql{os.getpid()}"
        self.children = []
        self.tun = None

    def open_tun(self):
        """A namespace's server needs /dev/net/tun; most distributions give it to everybody."""
        if self.world.user != "nobody":
            return []
        self.tun = self.world.top / "tun"
        os.mknod(self.tun, 0o666 | 0o020000, os.makedev(10, 200))
        self.tun.chmod(0o666)
        return ["unshare", "-m", "sh", "-c", f'mount --bind {self.tun} /dev/net/tun && exec "$@"',
                "sh"]

    def up(self, *dev):
        world = self.world
        done = subprocess.run([*self.open_tun(), *world.command(world.quintet, "up", "gw", *dev)],
                              env=world.env, cwd="/", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        self.sh("ip link set lo up; ip link add dummy0 type dummy; ip link set dummy0 up;"
                "ip addr add 10.8.0.1/24 dev dummy0")

    def sh(self, script):
        return self.world.out("sh", "-ec", script, name="gw")

    def kernel(self, *argv):
        return ["ip", "netns", "exec", self.tag, *argv]

    def join(self):
        subprocess.run(["ip", "netns", "add", self.tag], check=True)
        self.up("--dev", f"eth0=tap:{self.tag},netns={self.tag}")
        for cmd in (f"addr add 10.9.0.1/24 dev {self.tag}", f"link set {self.tag} up",
                    "link set lo up"):
            subprocess.run(self.kernel("ip", *cmd.split()), check=True)
        self.sh("ip addr add 10.9.0.254/24 dev eth0; ip link set eth0 up")

    def serve(self, *argv):
        child = subprocess.Popen([*argv], stdout=subprocess.PIPE, text=True, env=self.world.env,
                                 cwd="/")
        self.children.append(child)
        assert child.stdout.readline() == "ready\n"

    def serve_inside(self, addr, port):
        w = self.world
        self.serve(*w.command(w.quintet, "exec", "gw", sys.executable, "-c", SERVE, addr,
                              str(port)))

    def ask(self, addr, port, timeout=5, size=10, prefix=()):
        return self.world.out(*prefix, sys.executable, "-c", ASK, addr, str(port), str(timeout),
                              str(size), name="gw").strip()

    def ask_from_kernel(self, addr, port, timeout=5, size=10):
        return subprocess.run(self.kernel(sys.executable, "-c", ASK, addr, str(port),
                                          str(timeout), str(size)),
                              check=True, capture_output=True, text=True, timeout=60).stdout.strip()

    def close(self):
        for child in self.children:
            child.terminate()
            child.communicate()
        self.world.run(self.world.quintet, "down", "gw")
        subprocess.run(["ip", "netns", "del", self.tag], capture_output=True)


@pytest.fixture
def local(world):
    loc = Local(world)
    yield loc
    loc.close()


def test_programs_meet_by_loopback_and_address(local):
    local.up()
    local.serve_inside("0.0.0.0", 8001)
    assert local.ask("127.0.0.1", 8001) == "127.0.0.1 10"
    assert local.ask("10.8.0.1", 8001, size=300000) == "10.8.0.1 300000"
    assert local.ask("10.8.0.1", 8002) == "ConnectionRefusedError"
    assert local.ask("192.0.2.1", 8002) == "OSError"


def test_rules_open_and_close_a_port(local):
    local.up()
    local.serve_inside("0.0.0.0", 8001)
    local.sh("iptables -A INPUT -p tcp --dport 8001 -j DROP")
    assert local.ask("10.8.0.1", 8001, timeout=0.5) == "TimeoutError"
    local.sh("iptables -R INPUT 1 -p tcp --dport 8001 -j REJECT --reject-with tcp-reset")
    assert local.ask("10.8.0.1", 8001) == "ConnectionRefusedError"
    local.sh("iptables -R INPUT 1 -p tcp --dport 8001 -j ACCEPT")
    assert local.ask("10.8.0.1", 8001) == "10.8.0.1 10"
    assert local.sh("iptables -nvxL INPUT").splitlines()[-1].split()[0] not in ("0", "pkts")


def test_addresses_and_routes_follow(local):
    local.up()
    bind = "import socket; socket.socket().bind(('10.8.0.7', 0)); print('bound')"
    assert local.world.exec(sys.executable, "-c", bind, name="gw").returncode
    local.sh("ip addr add 10.8.0.7/32 dev dummy0; ip route add 10.7.0.0/16 dev dummy0 src 10.8.0.7")
    assert local.world.out(sys.executable, "-c", bind, name="gw") == "bound\n"
    source = ("import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
              "s.connect(('{}', 9)); print(s.getsockname()[0])")
    for addr, want in (("10.7.1.1", "10.8.0.7"), ("10.8.0.9", "10.8.0.1")):
        assert local.world.out(sys.executable, "-c", source.format(addr), name="gw") == want + "\n"
    local.sh("ip addr del 10.8.0.7/32 dev dummy0")
    assert local.world.exec(sys.executable, "-c", bind, name="gw").returncode


@pytest.fixture
def joined(local):
    if local.world.user != "root":
        pytest.skip("a TAP in a namespace of the kernel needs root")
    local.join()
    return local


def test_server_and_client(joined):
    joined.serve_inside("10.9.0.254", 8001)
    joined.serve(*joined.kernel(sys.executable, "-c", SERVE, "10.9.0.1", "8000"))
    assert joined.ask("10.9.0.1", 8000, size=2000000) == "10.9.0.254 2000000"
    assert joined.ask_from_kernel("10.9.0.254", 8001, size=2000000) == "10.9.0.1 2000000"
    assert joined.ask_from_kernel("10.9.0.254", 81) == "ConnectionRefusedError"


def test_ping_both_ways(joined):
    ping = ["ping", "-c", "2", "-i", "0.2", "-W", "2"]
    assert ", 0% packet loss" in joined.world.out(*ping, "10.9.0.1", name="gw")
    assert ", 0% packet loss" in joined.world.out(*ping, "-s", "20000", "10.9.0.1", name="gw")
    for side in (joined.tag, "eth0"):  # a datagram of more than a hundred fragments
        script = f"ip link set {side} mtu 576"
        if side == "eth0":
            joined.sh(script)
        else:
            subprocess.run(joined.kernel("sh", "-c", script), check=True)
    assert ", 0% packet loss" in joined.world.out(*ping, "-s", "60000", "10.9.0.1", name="gw")
    subprocess.run(joined.kernel(*ping, "10.9.0.254"), check=True, capture_output=True, timeout=30)


def test_rules_separate_users(joined):
    joined.serve(*joined.kernel(sys.executable, "-c", SERVE, "10.9.0.1", "8000"))
    joined.sh(f"iptables -A OUTPUT -p tcp -m owner --uid-owner {NOBODY} -j REJECT "
              "--reject-with tcp-reset")
    nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    assert joined.ask("10.9.0.1", 8000) == "10.9.0.254 10"
    assert joined.ask("10.9.0.1", 8000, prefix=nobody) == "ConnectionRefusedError"
    joined.sh("iptables -F OUTPUT")
    assert joined.ask("10.9.0.1", 8000, prefix=nobody) == "10.9.0.254 10"

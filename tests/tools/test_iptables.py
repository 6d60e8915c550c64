# SPDX-License-Identifier: GPL-2.0-or-later
"""The unmodified iptables against the cardboard namespace: the wire, not the semantics."""

import os
import time

EMPTY = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n"


def test_means_legacy(fake):
    assert fake.out("iptables", "-V") == fake.run("iptables-legacy", "-V").stdout
    assert fake.out("iptables", "-S") == EMPTY


def test_means_legacy_by_any_name(fake):
    """Scripts name iptables absolutely, and scrub their environment."""
    host = os.readlink("/etc/alternatives/iptables")
    for name in ("/sbin/iptables", "/usr/sbin/iptables"):
        assert fake.out("env", "-i", name, "-S") == EMPTY
    assert "legacy" in fake.out("/usr/sbin/iptables-save", "--version")
    assert fake.out("readlink", "-f", "/etc/alternatives/awk") == fake.run(
        "readlink", "-f", "/etc/alternatives/awk").stdout
    assert os.readlink("/etc/alternatives/iptables") == host


def test_rules_come_back(fake):
    for rule in ("-s 10.0.0.0/8 -j DROP", "-p tcp --dport 22 -j ACCEPT"):
        assert fake.exec("iptables", "-A", "INPUT", *rule.split()).returncode == 0
    assert fake.out("iptables", "-S", "INPUT").splitlines() == [
        "-P INPUT ACCEPT",
        "-A INPUT -s 10.0.0.0/8 -j DROP",
        "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
    ]


def test_save_and_restore(fake):
    rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n"
    assert fake.exec("iptables-restore", input=rules).returncode == 0
    saved = [l for l in fake.out("iptables-save").splitlines() if not l.startswith("#")]
    assert saved == [
        "*filter",
        ":INPUT DROP [0:0]",
        ":FORWARD ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        "-A INPUT -i lo -j ACCEPT",
        "COMMIT",
    ]


def test_unknown_table(fake):
    done = fake.exec("iptables", "-t", "nat", "-L")
    assert done.returncode == 3
    assert "Table does not exist" in done.stderr


def test_twenty_at_once(fake):
    script = (
        "for i in $(seq 20); do iptables -w -A INPUT -s 10.0.0.$i -j DROP & done; wait; "
        "iptables -S INPUT | sort -t. -k4n"
    )
    lines = fake.out("sh", "-c", script).splitlines()
    assert sorted(lines[1:]) == sorted(f"-A INPUT -s 10.0.0.{i}/32 -j DROP" for i in range(1, 21))


def test_two_supervisors_at_once(fake):
    script = "for i in 1 2 3 4 5; do iptables -w -A INPUT -s 10.0.%d.$i -j DROP || exit 1; done"
    both = [fake.popen(fake.quintet, "exec", "fake", "sh", "-c", script % n) for n in (1, 2)]
    assert [b.wait(timeout=60) for b in both] == [0, 0]
    assert fake.out("iptables", "-S", "INPUT").count("DROP") == 10


def test_large_rule_set(fake):
    """50,000 rules, 8 MB of blob, there and back."""
    rules = "".join(f"-A INPUT -s 10.{i >> 16}.{i >> 8 & 255}.{i & 255} -j DROP\n" for i in range(50000))
    start = time.monotonic()
    done = fake.exec("iptables-restore", input=f"*filter\n{rules}COMMIT\n")
    took = time.monotonic() - start
    assert done.returncode == 0, done.stderr
    assert fake.out("iptables-save").count("DROP") == 50000
    assert took < 30


def test_ip_link(fake):
    assert "fake0" in fake.out("ip", "link")

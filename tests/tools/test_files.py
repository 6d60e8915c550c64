# SPDX-License-Identifier: GPL-2.0-or-later
"""Files of /proc, sysctls, lock files."""

import os

import pytest

FORWARD = "/proc/sys/net/ipv4/ip_forward"


@pytest.mark.parametrize(
    "path",
    [
        FORWARD,
        "/proc/./sys//net/ipv4/ip_forward",
        "/etc/../proc/sys/net/ipv4/ip_forward",
    ],
)
def test_read(fake, path):
    assert fake.out("cat", path) == "0\n"


@pytest.mark.parametrize(
    "path",
    [
        "/proc/net/ip_tables_names",
        "/proc/self/net/ip_tables_names",
        "/proc/thread-self/net/ip_tables_names",
        "/proc/$$/net/ip_tables_names",
    ],
)
def test_names_of_proc_net(fake, path):
    assert fake.out("sh", "-c", f"cat {path}") == "filter\n"


@pytest.mark.parametrize(
    "write",
    [
        f"echo 1 >{FORWARD}",
        f"echo 1 | tee {FORWARD} >/dev/null",
        "sysctl -qw net.ipv4.ip_forward=1",
        f"printf '%040d' 1 | sed 's/^0*//' >{FORWARD}",
        "cd /proc/sys/net/ipv4 && echo 1 >ip_forward",
        f"python3 -c 'open(\"{FORWARD}\", \"w\").write(\"1\")'",
        f"dd of={FORWARD} conv=notrunc status=none <<<1",
    ],
)
def test_write(fake, write):
    assert fake.out("bash", "-c", f"{write}; cat {FORWARD}") == "1\n"


def test_written_value_is_seen_by_the_next_program(fake):
    script = f"for i in 1 2 3 4 5 6 7 8 9; do echo $i >{FORWARD}; cat {FORWARD}; done"
    assert fake.out("sh", "-c", script).split() == list("123456789")


@pytest.mark.parametrize(
    "write",
    [
        f"echo bad >{FORWARD}",
        "sysctl -qw net.ipv4.ip_forward=bad",
        f"printf bad | tee {FORWARD} >/dev/null",
        f"/bin/echo bad >{FORWARD}",
    ],
)
def test_bad_value_is_an_error(fake, write):
    assert fake.sh(write).returncode != 0
    assert fake.out("cat", FORWARD) == "0\n"


def test_file_that_cannot_be_written(fake):
    done = fake.sh("echo x >/proc/net/ip_tables_names")
    assert done.returncode != 0 and "Permission denied" in done.stderr


def test_read_and_write_on_one_descriptor(fake):
    script = (
        f"import os; f = os.open('{FORWARD}', os.O_RDWR)\n"
        "print(os.read(f, 10), os.read(f, 10), os.write(f, b'3\\n'))"
    )
    assert fake.out("python3", "-c", script) == "b'0\\n' b'' 2\n"
    assert fake.out("cat", FORWARD) == "3\n"


def test_sysctl_reads(fake):
    assert fake.out("sysctl", "-n", "net.ipv4.ip_forward") == "0\n"


def test_directory(fake):
    assert fake.out("ls", "/proc/sys/net/ipv4/conf") == "all\nfake0\n"
    assert fake.out("ls", "/proc/sys/net/ipv4/conf/fake0") == "forwarding\n"
    both = [f"/proc/sys/net/ipv4/conf/{d}/forwarding" for d in ("all", "fake0")]
    assert fake.out("sh", "-c", "echo /proc/sys/net/ipv4/conf/*/forwarding").split() == both
    found = fake.out("find", "/proc/sys/net/ipv4/conf", "-type", "f").split()
    assert sorted(found) == both


def test_what_does_not_exist(fake):
    done = fake.sh("cat /proc/sys/net/ipv4/conf/eth9/forwarding")
    assert "No such file" in done.stderr
    assert fake.sh("test -e /proc/sys/net/ipv4/conf/eth9").returncode == 1


def test_stat_and_access(fake):
    script = (
        "import os, stat\n"
        f"s = os.stat('{FORWARD}'); print(stat.filemode(s.st_mode), s.st_uid, s.st_nlink)\n"
        f"print(os.access('{FORWARD}', os.W_OK), os.access('/proc/net/clock', os.W_OK))\n"
        "print(os.path.isdir('/proc/sys/net/ipv4/conf/fake0'))\n"
        "try: os.readlink('/proc/net/clock')\n"
        "except OSError as e: print(e.strerror)\n"
        "print(os.path.islink('/proc/net'))\n"
    )
    assert fake.out("python3", "-c", script).splitlines() == [
        "-rw-r--r-- 0 1",
        "True False",
        "True",
        "Invalid argument",
        "True",
    ]


def test_statfs_says_proc(fake):
    assert fake.out("stat", "-f", "-c", "%t", "/proc/net/ip_tables_names") == "9fa0\n"


def test_other_files_are_the_systems(fake):
    assert fake.out("cat", "/etc/hostname") == open("/etc/hostname", encoding="utf-8").read()
    assert fake.sh("cat /no/such").returncode == 1


def test_lock_is_the_namespaces(fake):
    assert fake.exec("iptables-legacy", "-A", "INPUT", "-j", "DROP").returncode == 0
    lock = os.stat(fake.rundir / "fake.xtables.lock")
    assert lock.st_mode & 0o777 == 0o600


def test_lock_locks(fake):
    """Each opening is an open file of its own, so that flock(2) means something."""
    script = (
        "import fcntl\n"
        "a = open('/run/xtables.lock', 'w'); b = open('/run/xtables.lock', 'w')\n"
        "fcntl.flock(a, fcntl.LOCK_EX)\n"
        "try: fcntl.flock(b, fcntl.LOCK_EX | fcntl.LOCK_NB); print('both')\n"
        "except BlockingIOError: print('one')\n"
    )
    assert fake.out("python3", "-c", script) == "one\n"


def test_lock_of_ones_own_choice_is_left_alone(fake):
    lock = fake.rundir / "mine"
    env = dict(fake.env, XTABLES_LOCKFILE=str(lock))
    assert fake.exec("iptables-legacy", "-A", "INPUT", "-j", "DROP", env=env).returncode == 0
    assert lock.exists() and not (fake.rundir / "fake.xtables.lock").exists()

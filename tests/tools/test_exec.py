# SPDX-License-Identifier: GPL-2.0-or-later
"""quintet exec as a launcher: exit codes, signals, identity, nesting, the end of the tree."""

import os
import shutil
import signal
import stat
import subprocess
import time

import pytest

from conftest import alive, start_engine, wait_until


@pytest.mark.parametrize(
    "argv,code",
    [
        (["true"], 0),
        (["sh", "-c", "exit 42"], 42),
        (["no-such-command"], 127),
        (["/etc/passwd"], 126),
        (["/no/such/file"], 127),
    ],
)
def test_exit_code(fake, argv, code):
    done = fake.exec(*argv)
    assert done.returncode == code, done.stderr


def test_ends_by_the_signal_of_the_command(fake):
    assert fake.sh("kill -TERM $$").returncode == -signal.SIGTERM


@pytest.mark.parametrize("argv", [[], ["fake"], ["--wrong", "fake", "true"], ["no/name", "true"]])
def test_usage(world, argv):
    assert world.run(world.quintet, "exec", *argv).returncode == 2


def test_name_that_does_not_run(world):
    done = world.exec("true", name="absent")
    assert done.returncode == 3
    assert done.stderr == (
        "quintet: no namespace 'absent' is running (start it with: quintet up absent)\n"
    )


def test_other_sub_commands_with_a_name_that_does_not_run(world):
    done = world.run(world.quintet, "down", "absent")
    assert done.returncode == 3
    assert "no namespace 'absent' is running" in done.stderr


def test_rundir_of_somebody_else_is_refused(fake):
    os.chmod(fake.rundir, 0o777)
    done = fake.exec("true")
    assert done.returncode == 3 and done.stdout == ""


def test_signal_is_passed_on(fake):
    child = fake.popen(
        fake.quintet, "exec", "fake", "sh", "-c", 'trap "echo got; exit 7" USR1; echo on; sleep 9 & wait'
    )
    assert child.stdout.readline() == "on\n"
    pid = supervisor(child.pid)
    os.kill(pid, signal.SIGUSR1)
    out, _ = child.communicate(timeout=10)
    assert (out, child.returncode) == ("got\n", 7)


def supervisor(pid):
    """setpriv execs, so the child we started is the supervisor itself."""
    return pid


def test_background_processes_end_with_the_command(fake):
    out = fake.out("sh", "-c", "setsid sleep 100 >/dev/null 2>&1 & echo $!")
    assert wait_until(lambda: not alive(int(out)))


def test_dead_supervisor_takes_the_tree_along(fake):
    child = fake.popen(fake.quintet, "exec", "fake", "sh", "-c", "echo $$; sleep 100; cat /etc/hostname")
    shell = int(child.stdout.readline())
    child.kill()
    child.wait()
    assert wait_until(lambda: not alive(shell))


def test_orphan_of_a_dead_supervisor_reaches_nothing(fake):
    """A process that outlives its supervisor finds every trapped call refused."""
    script = (
        "import os, signal, socket, sys, time\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(1.5)\n"
        "try: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); got = 'reached'\n"
        "except OSError as e: got = e.strerror\n"
        # Longer than what the filter takes for a sysctl's value.
        "os.write(1, got.ljust(40).encode())\n"
    )
    child = fake.popen(
        fake.quintet, "exec", "fake", "sh", "-c", 'python3 -c "$1" & wait', "sh", script
    )
    child.stdout.readline()
    child.kill()
    assert child.stdout.read().strip() == "Function not implemented"


def test_engine_that_dies_is_an_error_not_a_hang(fake):
    child = fake.popen(
        fake.quintet, "exec", "fake", "sh", "-c", "echo on; sleep 0.5; ip link; echo rc=$?"
    )
    assert child.stdout.readline() == "on\n"
    fake.engine.kill()
    out, err = child.communicate(timeout=20)
    assert "the namespace 'fake' has ended" in err
    assert out == "rc=1\n"


def test_nested_exec_of_the_same_name(fake):
    q = fake.quintet
    assert fake.out(q, "exec", "fake", q, "exec", "fake", "cat", "/proc/net/quintet") == "fake\n"


def test_nested_exec_with_scrubbed_environment(fake):
    out = fake.out("env", "-i", fake.quintet, "exec", "fake", "/bin/cat", "/proc/net/quintet")
    assert out == "fake\n"


def test_nested_exec_of_another_name(fake):
    done = fake.exec(fake.quintet, "exec", "other", "true")
    assert done.returncode == 3
    assert done.stderr == "quintet: already inside namespace 'fake', cannot enter 'other'\n"


def test_clean_environment_is_still_inside(fake):
    out = fake.out("env", "-i", "/usr/sbin/iptables-legacy", "-S")
    assert out == "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n"


def test_finds_root(fake):
    assert fake.out("id", "-u") == "0\n"


def test_set_user_id_has_no_effect(fake):
    if os.geteuid() or fake.user != "nobody":
        pytest.skip("only root can make a set-user-id program for somebody else")
    tool = fake.top / "setuid-probe"
    shutil.copy(fake.probe, tool)
    os.chmod(tool, 0o4755)
    assert fake.run(str(tool), "ids").stdout == "65534 0\n", "the file system honours no set-user-id"
    assert fake.out(str(tool), "ids") == "0 0\n"  # nobody, as seen inside
    script = f"{tool} ids >/dev/null; touch {fake.rundir}/f; cp {tool} {fake.rundir}/g"
    assert fake.sh(script).returncode == 0
    assert os.stat(fake.rundir / "g").st_uid == 65534


def test_other_abis_are_refused(fake):
    out = fake.out(fake.probe, "abi")
    outside = subprocess.run([fake.probe, "abi"], stdout=subprocess.PIPE, text=True, timeout=60)
    lacking = "i386 not in this kernel\n"
    i386 = lacking if outside.stdout.endswith(lacking) else "i386 Function not implemented\n"
    assert out == "x32 Function not implemented\n" + i386


def test_new_network_namespaces_are_refused(fake):
    out = fake.out(fake.probe, "new-net")
    assert out == "unshare Operation not permitted\nsetns Operation not permitted\n"


def test_nothing_of_the_host_shows(fake):
    done = fake.sh("ls /sys/class/net; cat /proc/net/dev | tail -n +3 | cut -d: -f1")
    assert done.stdout.split() == ["lo"]


def test_sleep_takes_no_time(fake):
    start = time.monotonic()
    out = fake.sh("sleep 1000; sleep 0.5; cat /proc/net/clock", options=["--virtual-time"]).stdout
    assert out == "1000500000000\n"
    assert time.monotonic() - start < 20


def test_real_sleep_takes_time(fake):
    start = time.monotonic()
    assert fake.out("sh", "-c", "sleep 0.3; cat /proc/net/clock") == "0\n"
    assert time.monotonic() - start >= 0.3


def test_no_call_runs_twice_in_a_storm_of_signals(fake):
    script = f"{fake.probe} storm 3000; cat /proc/net/clock"
    out = fake.sh(script, options=["--virtual-time"]).stdout
    assert out == "failed 0\n3000000000\n"


def test_ls_shows_it(fake):
    done = fake.run(fake.quintet, "ls")
    assert done.stdout.split() == ["fake", "1"]
    assert '"name": "fake"' in fake.run(fake.quintet, "ls", "--json").stdout


def test_down_ends_it(fake):
    assert fake.run(fake.quintet, "down", "fake").returncode == 0
    assert fake.engine.wait(timeout=10) == 0
    assert not (fake.rundir / "fake.sock").exists()
    assert fake.exec("true").returncode == 3


def test_socket_of_a_dead_engine_is_replaced(fake):
    fake.engine.kill()
    fake.engine.wait()
    assert stat.S_ISSOCK(os.stat(fake.rundir / "fake.sock").st_mode)
    fake.engine = start_engine(fake)
    assert fake.exec("true").returncode == 0


def test_socket_that_is_served_is_not_replaced(fake):
    second = fake.popen(str(fake.top / "fake_engine"), str(fake.rundir / "fake.sock"))
    assert second.wait(timeout=10) == 1
    assert fake.exec("true").returncode == 0

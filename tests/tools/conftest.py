# SPDX-License-Identifier: GPL-2.0-or-later
"""Namespaces to run tools in.

`fake` is a namespace of cardboard (fake_engine.c) under each user that the tests can be;
programs run in it by `fake.exec("iptables", "-L")`.  The programs under test are copied where
every user can reach them.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QUINTET", ROOT / "build" / "quintet")).parent
NOBODY = 65534
USERS = ["root", "nobody"] if os.geteuid() == 0 else ["self"]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class World:
    """A runtime directory and programs that run under one user."""

    def __init__(self, user, top):
        self.user = user
        self.top = top
        self.rundir = top / "run"
        self.rundir.mkdir(mode=0o700)
        if user == "nobody":
            os.chown(self.rundir, NOBODY, NOBODY)
        self.quintet = str(top / "quintet")
        self.probe = str(top / "probe")
        self.env = {"PATH": PATH, "LC_ALL": "C.UTF-8", "QUINTET_RUNDIR": str(self.rundir)}
        self.children = []

    def command(self, *argv):
        if self.user != "nobody":
            return list(argv)
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *argv]

    def popen(self, *argv, **kw):
        kw.setdefault("env", self.env)
        kw.setdefault("cwd", "/")
        kw.setdefault("stdout", subprocess.PIPE)
        kw.setdefault("stderr", subprocess.PIPE)
        child = subprocess.Popen(self.command(*argv), text=True, **kw)
        self.children.append(child)
        return child

    def run(self, *argv, timeout=60, **kw):
        """Run to the end; the result has returncode, stdout, stderr."""
        kw.setdefault("env", self.env)
        kw.setdefault("cwd", "/")
        return subprocess.run(
            self.command(*argv), text=True, capture_output=True, timeout=timeout, **kw
        )

    def exec(self, *argv, name="fake", options=(), **kw):
        return self.run(self.quintet, "exec", *options, name, *argv, **kw)

    def sh(self, script, **kw):
        return self.exec("sh", "-c", script, **kw)

    def out(self, *argv, **kw):
        """Standard output of a program that must succeed."""
        done = self.exec(*argv, **kw)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.communicate()


def built(program):
    for place in (BUILD, BUILD / "cli", BUILD / "tests" / "tools"):
        if (place / program).is_file():
            return place / program
    return pytest.fail(f"{program} is not built in {BUILD}")


def make_world(user):
    programs = [built(name) for name in ("quintet", "fake_engine", "probe")]
    top = pathlib.Path(tempfile.mkdtemp(prefix="quintet-test-"))
    top.chmod(0o755)
    for program in programs:
        shutil.copy(program, top / program.name)
    return World(user, top)


@pytest.fixture(params=USERS)
def world(request):
    w = make_world(request.param)
    yield w
    w.close()
    shutil.rmtree(w.top)


def start_engine(w, name="fake"):
    engine = w.popen(str(w.top / "fake_engine"), str(w.rundir / f"{name}.sock"))
    assert engine.stdout.readline() == "ready\n", engine.stderr.read()
    return engine


@pytest.fixture
def fake(world):
    world.engine = start_engine(world)
    return world


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        return f.read().rsplit(")", 1)[1].split()[0] != "Z"


__all__ = ["alive", "signal", "start_engine", "wait_until"]

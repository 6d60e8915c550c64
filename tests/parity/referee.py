# SPDX-License-Identifier: GPL-2.0-or-later
"""Run case folders on a real kernel, many per boot, and keep the answers.

kernel/referee.c does one list of cases inside one kernel; this module cuts a run into lists, starts
the kernels side by side, gives what a dying kernel left undone a second try alone, and caches
results by content (what a case holds, what the referee is made of, which kernel).
"""
import concurrent.futures
import hashlib
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent / "kernel"
CACHE = pathlib.Path(os.environ.get("QUINTET_KERNEL_CACHE", "/var/cache/quintet-kernel"))
CASES_PER_BOOT = 40
SECONDS_PER_CASE = 10       # of real time: far beyond what a case needs; a hang ends here
NOT_RESULTS = ("log",)


def _sha(*parts):
    h = hashlib.sha256()
    for p in parts:
        h.update(len(p).to_bytes(8, "little") + p)
    return h.hexdigest()


def binary():
    """Path of the compiled referee.c, compiled when its text is new."""
    text = (HERE / "referee.c").read_bytes()
    path = CACHE / ("referee-" + _sha(text)[:12])
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".%d" % os.getpid())
        subprocess.run(["gcc", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Wno-sign-compare",
                        "-o", part, HERE / "referee.c"], check=True)
        part.rename(path)
    return path


def kernel():
    """The user-mode kernel, or None before kernel/setup has built it."""
    path = CACHE / "linux"
    return path.resolve() if path.exists() else None


def engine_name(engine):
    if engine == "host":
        return "host " + platform.release()
    if kernel() is None:
        print("building the user-mode kernel once (6 minutes)", file=sys.stderr)
        subprocess.run([str(HERE / "setup")], check=True, stdout=subprocess.DEVNULL)
    return kernel().name


def case_key(case, engine, seed=None):
    """What a case's result depends on, as a hash."""
    parts = [engine_name(engine).encode(), (seed or "").encode(),
             (HERE / "referee.c").read_bytes(), (HERE / "dump.sh").read_bytes()]
    for f in sorted(pathlib.Path(case).iterdir()):
        if f.is_file() and (f.suffix in (".sh", ".pcapng") or f.name == "keep-local"):
            parts += [f.name.encode(), f.read_bytes()]
    return _sha(*parts)


def _command(engine, listing, out, seed):
    if engine == "host":
        return [str(binary()), str(listing)]
    guest = ["REFEREE_LIST=%s" % listing, "REFEREE_OUT=%s" % out,
             "REFEREE_DUMP=%s" % (HERE / "dump.sh")]
    if seed:
        guest.append("REFEREE_SEED=%s" % seed)
    return [str(kernel()), "mem=256M", "quiet", "con=null", "con0=null,fd:1", "rootfstype=hostfs",
            "root=/dev/root", "rootflags=/", "ro", "init=%s" % binary(),
            "time-travel=inf-cpu", "time-travel-start=1700000000"] + guest


def _bounded(command, env, seconds):
    """What the command said, whether it came to its end or was killed with its children."""
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, env=env, start_new_session=True)
    timer = threading.Timer(seconds, os.killpg, (p.pid, signal.SIGKILL))
    timer.start()
    try:
        return p.communicate()[0]
    finally:
        timer.cancel()


def _boot(engine, cases, out, seed):
    """One kernel over a list of cases: (case, verdict) with True, False or None (never came to it)."""
    with tempfile.TemporaryDirectory(prefix="referee.", dir=out) as tmp:
        listing = pathlib.Path(tmp) / "list"
        listing.write_text("".join("%s %s\n" % (c, out / c.name) for c in cases))
        for c in cases:
            shutil.rmtree(out / c.name, ignore_errors=True)
            (out / c.name).mkdir()
        env = dict(os.environ, REFEREE_DUMP=str(HERE / "dump.sh"), TMPDIR=tmp,
                   XTABLES_LOCKFILE=tmp + "/lock")
        said = _bounded(_command(engine, listing, out, seed), env,
                        60 + SECONDS_PER_CASE * len(cases))
    verdicts = {}
    for line in said.decode(errors="replace").splitlines():
        word = line.split()
        if len(word) == 3 and word[0] in ("ok", "FAIL"):
            verdicts[word[1]] = word[0] == "ok"
    return [(c, verdicts.get(str(c))) for c in cases]


def run(engine, cases, out, jobs=None, seed=None, per_boot=CASES_PER_BOOT):
    """Run the cases; yields (case, ok) as they are done. Results are in out/<case name>."""
    engine_name(engine)
    binary()
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    cases = [pathlib.Path(c).resolve() for c in cases]
    jobs = jobs or os.cpu_count() or 1
    size = max(1, min(per_boot, -(-len(cases) // jobs)))
    lists = [cases[i:i + size] for i in range(0, len(cases), size)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        running = [pool.submit(_boot, engine, part, out, seed) for part in lists]
        for f in concurrent.futures.as_completed(running):
            for case, ok in f.result():
                if ok is None:
                    ok = _boot(engine, [case], out, seed)[0][1] is True
                yield case, ok


def run_cached(engine, cases, out, jobs=None, seed=None):
    """As run(), but a case that this kernel has answered before is copied from the cache."""
    store = CACHE / "results"
    missing = {}
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    for c in cases:
        c = pathlib.Path(c).resolve()
        kept = store / case_key(c, engine, seed)
        if kept.exists():
            shutil.rmtree(out / c.name, ignore_errors=True)
            shutil.copytree(kept, out / c.name)
            yield c, True
        else:
            missing[c] = kept
    if not missing:
        return
    store.mkdir(parents=True, exist_ok=True)
    for c, ok in run(engine, missing, out, jobs, seed):
        if ok:
            part = pathlib.Path(tempfile.mkdtemp(dir=store))
            for f in (out / c.name).iterdir():
                if f.name not in NOT_RESULTS:
                    shutil.copy(f, part / f.name)
            try:
                part.rename(missing[c])
            except OSError:     # somebody else was faster
                shutil.rmtree(part)
        yield c, ok

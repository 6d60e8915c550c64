# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-tidy over the tree, side by side, remembering what was clean.

    tidy.py [-j N] BUILD

BUILD is a directory configured with clang; its compile_commands.json says how each file is
compiled.  A file whose preprocessed text, command and configuration are as they were when it was
last clean is not looked at again (BUILD/tidy-cache).  Each file counts as one test.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOOKED_AT = ('src', 'cli', 'examples', 'tests/fuzz', 'tests/perf')


def entries(build):
    """One command a file of ours, in order of name."""
    found = {}
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        path = (pathlib.Path(entry['directory']) / entry['file']).resolve()
        if path.is_relative_to(ROOT) and str(path.relative_to(ROOT)).startswith(LOOKED_AT):
            found.setdefault(path, entry)
    return sorted(found.items())


def fingerprint(entry, salt):
    """Of all that the verdict about a file depends on; None if it does not preprocess."""
    command = shlex.split(entry['command'])
    for option in ('-o', '-MF', '-MQ'):
        while option in command:
            at = command.index(option)
            del command[at:at + 2]
    command = [word for word in command if word not in ('-c', '-MD')] + ['-E', '-C']
    done = subprocess.run(command, cwd=entry['directory'], capture_output=True)
    if done.returncode:
        return None
    return hashlib.sha256(salt + ' '.join(command).encode() + done.stdout).hexdigest()


def look(build, path, entry, salt, cache):
    """The complaints about one file, '' for none."""
    key = fingerprint(entry, salt)
    if key and (cache / key).exists():
        return ''
    done = subprocess.run(['clang-tidy', '--quiet', '-p', str(build), str(path)], cwd=ROOT,
                          capture_output=True, text=True)
    if done.returncode == 0:
        if key:
            (cache / key).touch()
        return ''
    return done.stdout + done.stderr


def main():
    args = argparse.ArgumentParser()
    args.add_argument('-j', type=int, default=2)
    args.add_argument('build', type=pathlib.Path)
    args = args.parse_args()

    cache = args.build / 'tidy-cache'
    cache.mkdir(exist_ok=True)
    version = subprocess.run(['clang-tidy', '--version'], capture_output=True, check=True).stdout
    salt = version + (ROOT / '.clang-tidy').read_bytes()
    files = entries(args.build.resolve())
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
        jobs = [(path, pool.submit(look, args.build, path, entry, salt, cache))
                for path, entry in files]
        for path, job in jobs:
            if job.result():
                failed += 1
                print(f'== {path.relative_to(ROOT)}\n{job.result()}')
    print(f'{len(files) - failed} passed, {failed} failed')
    return 1 if failed or not files else 0


if __name__ == '__main__':
    sys.exit(main())

# SPDX-License-Identifier: GPL-2.0-or-later
"""Every text file says its licence in its first lines, once."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# sed scripts, captures and expected outputs carry no comments.
SUFFIXES = {'.c', '.h', '.def', '.py', '.sh', '.build', '.toml', '.1', '.go', '.yaml', '.in'}
NAMES = {'dev', 'run', 'meson_options.txt', '.clang-format', '.clang-tidy', '.gitignore'}
MARK = 'SPDX-License-Identifier:'
LICENCE = MARK + ' GPL-2.0-or-later'


def files():
    listed = subprocess.run(
        ['git', '-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others',
         '--exclude-standard'], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split('\0'):
        path = ROOT / name
        # A parity case is data: its scripts are given to two kernels as they are.
        if 'cases' in path.parts or 'seeds' in path.parts or not path.is_file():
            continue
        if path.suffix in SUFFIXES or path.name in NAMES:
            yield path


def main():
    faults, seen = [], 0
    for path in files():
        seen += 1
        head = path.read_text(errors='replace').splitlines()[:4]
        if not any(LICENCE in line for line in head):
            faults.append(f'{path.relative_to(ROOT)}: no "{LICENCE}" in its first lines')
    for fault in faults:
        print(fault)
    print(f'{seen} files')
    print(f'{0 if faults or not seen else 1} passed, {1 if faults or not seen else 0} failed')
    return 1 if faults or not seen else 0


if __name__ == '__main__':
    sys.exit(main())

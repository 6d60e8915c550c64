# SPDX-License-Identifier: GPL-2.0-or-later
"""The documents say what is there.

    every `./dev COMMAND` is a command of ./dev;
    every `quintet COMMAND` and every --option behind it is one that the program's help knows;
    every link between our documents leads somewhere;
    the manual renders without a warning;
    docs/kernel-map.md names the right files;
    docs/differences.md has at most five entries.
"""

import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tests'))
import kernel_map  # noqa: E402

QUINTET = os.environ.get('QUINTET', str(ROOT / 'build/quintet'))
DOCUMENTS = sorted(path for pattern in ('*.md', 'docs/*.md', 'docs/man/*.1', 'examples/**/*.md')
                   for path in ROOT.glob(pattern))


def output(*words):
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def name(path):
    return path.relative_to(ROOT)


def dev_commands():
    """Yield a line for each ./dev command that ./dev does not list."""
    known = set(re.findall(r'^  (\w+)', output('./dev', '--help'), re.M))
    if 'test' not in known:
        yield './dev --help lists no commands'
    for path in DOCUMENTS:
        for command in re.findall(r'\./dev (\w+)', path.read_text()):
            if command not in known:
                yield f'{name(path)}: ./dev {command} does not exist'


def quintet_lines(text):
    """(command, options) of each line that calls quintet, in a document or a manual."""
    text = text.replace('\\-', '-')
    for match in re.finditer(r'(?:^|[\s`(])(?:build/)?quintet ([a-z]+)\b([^\n`]*)', text):
        # Prose says "quintet is"; a call begins a line, stands in backquotes or behind a prompt.
        before = text[max(0, match.start() - 1):match.start() + 1]
        called = 'build/' in match.group() or '`' in before or '\n' in before or \
            text[:match.start()].endswith('$')
        if called:
            # The words behind `exec NAME` are another program's.
            options = [] if match.group(1) == 'exec' else re.findall(r'\s(--[a-z-]+)', match.group(2))
            yield match.group(1), options


def quintet_commands():
    """Yield a line for each command or option of quintet that its help does not know."""
    if not os.access(QUINTET, os.X_OK):
        yield f'{QUINTET} is not built'
        return
    help_text = output(QUINTET, '--help')
    helps = {}
    for path in DOCUMENTS:
        for command, options in quintet_lines(path.read_text()):
            if not re.search(rf'\b{command}\b', help_text):
                yield f'{name(path)}: quintet {command} does not exist'
                continue
            if command not in helps:
                helps[command] = help_text + output(QUINTET, command, '--help')
            for option in options:
                if option not in helps[command]:
                    yield f'{name(path)}: quintet {command} has no {option}'


def links():
    """Yield a line for each relative link that leads nowhere."""
    for path in DOCUMENTS:
        if path.suffix != '.md':
            continue
        for target in re.findall(r'\]\(([^)#\s]+)', path.read_text()):
            if '://' not in target and not (path.parent / target).exists():
                yield f'{name(path)}: link to {target} leads nowhere'


def manual():
    """Yield what mandoc and man complain about."""
    for path in sorted((ROOT / 'docs/man').glob('*.[1-9]')):
        yield from output('mandoc', '-Tlint', '-Wwarning', str(path)).splitlines()
        # man's output is the page itself; only stderr matters.
        done = subprocess.run(['man', '--warnings', '-l', str(path)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        yield from done.stderr.splitlines()


def differences():
    entries = re.findall(r'^## ', (ROOT / 'docs/differences.md').read_text(), re.M)
    if len(entries) > 5:
        yield f'docs/differences.md: {len(entries)} entries'


def main():
    checks = [('./dev commands', dev_commands), ('quintet commands', quintet_commands),
              ('links', links), ('manual', manual),
              ('kernel map', lambda: kernel_map.check(kernel_map.definitions(ROOT))),
              ('differences', differences)]
    failed = 0
    for title, check in checks:
        faults = list(check())
        failed += bool(faults)
        print(f'{"FAIL" if faults else "ok  "} {title}')
        for fault in faults:
            print('    ' + fault)
    print(f'{len(checks) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

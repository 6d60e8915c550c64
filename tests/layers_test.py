# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers hold: every #include goes where layers.toml lets it, and meson links alike.

Checks, each counted as one test:
  every source file belongs to a layer;
  no quoted #include names a header of a layer that the file's layer may not use, and every
  such header exists;
  a .c file with a header of its own name includes it first;
  `may` has no cycle;
  `below` of src/meson.build says what `may` says;
  with --links BUILD: each layer links alone, with nothing but what it may use (the meson
  tests of suite `links`).

Run without arguments from anywhere; --self-test shows that each check can fail.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<(quintet/[^>]+)>)', re.M)
CHECKED = ('src', 'cli', 'include')


class Layers:
    """layers.toml: a layer for a path, and who may use whom."""

    def __init__(self, text):
        self.may = {}
        self.paths = []
        for name, row in tomllib.loads(text).items():
            self.may[name] = set(row['may'])
            self.paths += [(path, name) for path in row['paths']]
        self.paths.sort(key=lambda row: -len(row[0]))

    def of(self, path):
        """The layer of a file named relative to the root, or None."""
        for prefix, name in self.paths:
            if path == prefix or path.startswith(prefix + '/'):
                return name
        return None


def resolve(path, header, exists):
    """Where a header that `path` includes stands, relative to the root, or None."""
    here = str(pathlib.PurePosixPath(path).parent / header)
    # A program's own headers are named from the root: "cli/cli.h".
    for candidate in (f'src/{header}', f'include/{header}', here, header):
        if exists(candidate):
            return candidate
    return None


def check_file(layers, path, text, exists):
    """Yield a line for each fault of one file."""
    layer = layers.of(path)
    if layer is None:
        yield f'{path}: belongs to no layer of layers.toml'
        return
    headers = [quoted or angled for quoted, angled in INCLUDE.findall(text)]
    for header in headers:
        target = resolve(path, header, exists)
        # events.def and the like are included, too, but must be found.
        if target is None:
            yield f'{path}: includes "{header}", which does not exist'
            continue
        other = layers.of(target)
        if other is None:
            yield f'{path}: includes "{header}", which belongs to no layer'
        elif other != layer and other not in layers.may[layer]:
            yield f'{path}: {layer} may not include "{header}" of {other}'
    own = path.removesuffix('.c') + '.h'
    if path.endswith('.c') and exists(own):
        first = resolve(path, headers[0], exists) if headers else None
        if first != own:
            yield f'{path}: does not include its own header {own} first'


def check_cycles(layers):
    """Yield a line for each layer that reaches itself."""
    for start in layers.may:
        todo, seen = list(layers.may[start]), set()
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            todo += layers.may.get(name, ())
        if start in seen:
            yield f'layers.toml: {start} reaches itself'
        for name in seen - layers.may.keys():
            yield f'layers.toml: {start} may use {name}, which is no layer'


def parse_below(meson):
    """The `below` dictionary of src/meson.build: name -> set of names."""
    body = re.search(r'^below = \{(.*?)^\}', meson, re.M | re.S).group(1)
    rows = re.findall(r"'(\w+)':\s*\[([^\]]*)\]", body)
    return {name: set(re.findall(r"'(\w+)'", names)) for name, names in rows}


def check_meson(layers, meson):
    """Yield a line for each disagreement of src/meson.build with layers.toml."""
    below = parse_below(meson)
    for name, may in layers.may.items():
        if name == 'cli':  # a program, not a library
            continue
        if name not in below:
            yield f'src/meson.build: below lacks {name}'
        elif below[name] != may:
            odd = ', '.join(sorted(below[name] ^ may))
            yield f'src/meson.build: below and layers.toml disagree about {name}: {odd}'
    for name in below.keys() - layers.may.keys():
        yield f'src/meson.build: below has {name}, which layers.toml lacks'


def self_test():
    """Each check finds the fault that it is for; yields those that do not."""
    layers = Layers('[base]\npaths=["src/base"]\nmay=[]\n[net]\npaths=["src/net"]\nmay=["base"]\n')
    there = {'src/base/a.h', 'src/net/n.h', 'src/net/n.c'}.__contains__
    rows = [
        ('src/base/x.c', '#include "net/n.h"\n', 'may not include'),
        ('src/base/x.c', '#include "net/gone.h"\n', 'does not exist'),
        ('src/odd/x.c', '', 'belongs to no layer'),
        ('src/net/n.c', '#include "base/a.h"\n#include "net/n.h"\n', 'own header'),
        ('src/net/n.c', '#include "net/n.h"\n#include "base/a.h"\n', None),
    ]
    for path, text, want in rows:
        got = list(check_file(layers, path, text, there))
        if bool(got) != bool(want) or (want and want not in got[0]):
            yield f'self-test: {path} with {text!r} gave {got}'
    if not list(check_meson(layers, "below = {\n 'base': ['net'],\n 'net': ['base'],\n}\n")):
        yield 'self-test: a wrong row of below was not found'
    if list(check_meson(layers, "below = {\n 'base': [],\n 'net': ['base'],\n}\n")):
        yield 'self-test: a right below was refused'
    ring = Layers('[a]\npaths=[]\nmay=["b"]\n[b]\npaths=[]\nmay=["a"]\n')
    if len(list(check_cycles(ring))) != 2:
        yield 'self-test: a ring of layers was not found'


def sources():
    for folder in CHECKED:
        for path in sorted((ROOT / folder).rglob('*')):
            if path.suffix in ('.c', '.h', '.def'):
                yield path.relative_to(ROOT).as_posix()


def check_links(build):
    """Build and run meson's suite `links`; yields a line if it fails."""
    done = subprocess.run(['meson', 'test', '-C', build, '--suite', 'links', '--print-errorlogs'],
                          capture_output=True, text=True)
    if done.returncode or not re.search(r'^Ok:\s+[1-9]', done.stdout, re.M):
        yield 'links: ' + done.stdout[-3000:] + done.stderr


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--links', metavar='BUILD', help='also link each layer alone there')
    args = args.parse_args()

    layers = Layers((ROOT / 'layers.toml').read_text())
    exists = lambda path: (ROOT / path).is_file()
    files = list(sources())
    checks = [
        ('self-test', self_test()),
        ('includes', (fault for path in files
                      for fault in check_file(layers, path, (ROOT / path).read_text(), exists))),
        ('no cycle', check_cycles(layers)),
        ('meson agrees', check_meson(layers, (ROOT / 'src/meson.build').read_text())),
    ]
    if args.links:
        checks.append(('each layer links alone', check_links(args.links)))
    failed = 0
    for name, faults in checks:
        faults = list(faults)
        failed += bool(faults)
        print(f'{"FAIL" if faults else "ok  "} {name}')
        for fault in faults:
            print('    ' + fault)
    print(f'{len(files)} files of {len(layers.may)} layers')
    print(f'{len(checks) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/kernel-map.md: from a kernel name to our file, and the check that it stays true.

    kernel_map.py            check: every row names the file that defines its name
    kernel_map.py --write    write the third column anew; a name that is not found is an error

The names stand in the document itself, one row each: | kernel file | `name` | our file |.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAP = ROOT / 'docs/kernel-map.md'
ROW = re.compile(r'^\| `([^`]+)` \| `([^`]+)` \| (.*) \|$')


def definitions(root):
    """name -> where it is defined: functions, structs, enums and macros of src/."""
    places = {}
    for path in sorted((root / 'src').rglob('*.[ch]')):
        text = re.sub(r'/\*.*?\*/', lambda m: '\n' * m.group().count('\n'), path.read_text(),
                      flags=re.S)
        where = path.relative_to(root).as_posix()
        # A function's body begins with a brace in column 0; its name stands before the first
        # bracket of the statement that it ends.
        for match in re.finditer(r'^(?:[A-Za-z_][^;{}#]*?[ *])(\w+)\([^;{}]*\)\s*\n\{', text, re.M):
            places.setdefault(match.group(1), []).append(where)
        for match in re.finditer(r'^(?:struct|enum) (\w+)[^;{()]*\{', text, re.M):
            places.setdefault(match.group(1), []).append(where)
        # Tables of a feature: const struct xt_table … packet_filter = { … };
        for match in re.finditer(r'^(?:static )?const struct \w+ (\w+)(?:\[\])? = \{', text, re.M):
            places.setdefault(match.group(1), []).append(where)
        for match in re.finditer(r'^#define (\w+)\(', text, re.M):
            if match.group(1) not in places:
                places[match.group(1)] = [where]
    return places


def rows():
    """Each row of the map: line number, kernel file, name, what stands as our file."""
    for number, line in enumerate(MAP.read_text().splitlines()):
        match = ROW.match(line)
        if match:
            yield number, *match.groups()


def link(place):
    return f'[{place}](../{place})'


def check(places):
    """Yield a line for each row that is wrong."""
    seen = 0
    for number, _, name, ours in rows():
        seen += 1
        found = places.get(name.removeprefix('struct '), [])
        if not any(link(place) == ours for place in found):
            yield (f'docs/kernel-map.md:{number + 1}: {name} is not defined in {ours}; '
                   f'found in {found or "no file"}; run tests/kernel_map.py --write')
    if not seen:
        yield 'docs/kernel-map.md: no rows'


def write(places):
    """Write the third column anew; yield a line for each name that is not found."""
    lines = MAP.read_text().splitlines()
    for number, kernel, name, _ in rows():
        found = places.get(name.removeprefix('struct '), [])
        if not found:
            yield f'docs/kernel-map.md:{number + 1}: {name}: not found in src/'
            continue
        # The kernel's own base name first, then a .c file before a header.
        best = sorted(found, key=lambda p: (pathlib.Path(p).stem != pathlib.Path(kernel).stem,
                                            not p.endswith('.c'), p))[0]
        lines[number] = f'| `{kernel}` | `{name}` | {link(best)} |'
    MAP.write_text('\n'.join(lines) + '\n')


def main():
    places = definitions(ROOT)
    faults = list(write(places) if '--write' in sys.argv[1:] else check(places))
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())

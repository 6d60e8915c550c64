# SPDX-License-Identifier: GPL-2.0-or-later
"""`./dev bench`: what a packet costs here, beside the kernel's cost in the same run.

The kernel's side runs in network namespaces that are made and removed here: frames from memory
go up a veth's stack, through ip_forward, and are dropped by a tc program on the way out
(tests/perf/kernel).  Ours: frames from memory through the namespace to a memory sink
(tests/perf/port_bench.c).  Both are pinned to one core, give vectors of 64, and forward the
same packets under the same rules: Quintet is given the bytes that the kernel holds.

docs/benchmarks.md explains the columns.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {'in': f'qbench-in-{os.getpid()}', 'router': f'qbench-{os.getpid()}',
         'out': f'qbench-out-{os.getpid()}'}


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True,
                          text=not more.pop('binary', False), **more)
    if done.returncode:
        message = done.stderr if isinstance(done.stderr, str) else done.stderr.decode()
        sys.exit(f'bench: {" ".join(map(str, words))}: {message.strip()}')
    return done.stdout


class Kernel:
    """A router in namespaces: in --veth-- vin [router] vout --veth-- out."""

    def __init__(self, work):
        self.work = work
        self.object = work / 'source.bpf.o'
        run('clang', '-O2', '-g', '-target', 'bpf', '-I/usr/include/x86_64-linux-gnu',
            '-c', HERE / 'kernel/source.bpf.c', '-o', self.object)
        for program in ('kernel_bench', 'table_blob'):
            run('gcc', '-O2', '-D_GNU_SOURCE', HERE / f'kernel/{program}.c', '-o',
                work / program, '-lbpf')

    def __enter__(self):
        for name in NAMES.values():
            run('ip', 'netns', 'add', name)
        for port, peer, mac in (('vin', 'in', 1), ('vout', 'out', 2)):
            self.ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'peer',
                    'netns', NAMES[peer])
            self.ip('link', 'set', port, 'address', f'02:00:00:00:00:{mac:02x}', 'up')
            run('ip', '-n', NAMES[peer], 'link', 'set', 'peer', 'up')
            run('tc', '-n', NAMES['router'], 'qdisc', 'add', 'dev', port, 'clsact')
        self.ip('addr', 'add', '10.8.0.1/24', 'dev', 'vin')
        self.ip('addr', 'add', '10.9.0.1/24', 'dev', 'vout')
        self.ip('neigh', 'add', '10.9.0.2', 'lladdr', '02:00:00:00:00:04', 'dev', 'vout',
                'nud', 'permanent')
        self.ip('route', 'add', '10.128.0.0/9', 'via', '10.8.0.2', 'dev', 'vin', 'onlink')
        self.inside('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.rp_filter=0',
                    'net.ipv4.conf.vin.rp_filter=0', 'net.ipv6.conf.all.disable_ipv6=1')
        self.drop_at('vout', 'egress')
        return self

    def __exit__(self, *_):
        for name in NAMES.values():
            subprocess.run(['ip', 'netns', 'del', name], capture_output=True)

    def ip(self, *words):
        run('ip', '-n', NAMES['router'], *words)

    def inside(self, *words, **more):
        env = dict(os.environ, XTABLES_LOCKFILE=str(self.work / 'xtables.lock'))
        return run('ip', 'netns', 'exec', NAMES['router'], *words, env=env, **more)

    def drop_at(self, port, where, on=True):
        words = ('tc', '-n', NAMES['router'], 'filter', 'add' if on else 'del', 'dev', port, where)
        run(*words, *(('bpf', 'da', 'obj', self.object, 'sec', 'tc') if on else ()))

    def measure(self, action, args):
        text = self.inside(self.work / 'kernel_bench', self.object, 'vin', action, args.flows,
                           args.repeats, args.packets)
        return [float(line) for line in text.split()]

    def load(self, rules):
        """iptables-legacy-restore; returns the table's bytes as the kernel gives them back."""
        self.inside('iptables-legacy-restore', input=rules)
        return self.inside(self.work / 'table_blob', 'filter', binary=True)

    def unload(self):
        """Without its tables the namespace has no hooks, which no flush brings about."""
        self.__exit__()
        self.__enter__()


def rule_set(count, kind):
    """A filter table with `count` rules in FORWARD that do not match the bench's packets."""
    lines = ['*filter', ':INPUT ACCEPT', ':FORWARD ACCEPT', ':OUTPUT ACCEPT']
    for i in range(count):
        source = f'-s 172.{16 + (i >> 16)}.{i >> 8 & 255}.{i & 255}/32 ' if kind == 'source' else ''
        lines.append(f'-A FORWARD {source}-p tcp -m tcp --dport {1000 + i % 60000} -j DROP')
    return '\n'.join(lines + ['COMMIT', ''])


def ours(build, blob, args, work):
    """ns per packet of each repeat, by tests/perf/port_bench."""
    words = [build / 'tests/perf/port_bench', '--flows', args.flows, '--repeats', args.repeats,
             '--packets', args.packets]
    if blob is not None:
        path = work / 'blob'
        path.write_bytes(blob)
        words += ['--rules', path]
    return [float(line) for line in run(*words).split()]


def summary(values):
    return {'median': statistics.median(values), 'min': min(values), 'max': max(values)}


def row(case, kernel, mine, harness, receive):
    """One case; `gross` and `net` say how many times the kernel's cost ours is."""
    k, q = summary(kernel), summary(mine)
    gross, net = k['median'] - harness, k['median'] - receive
    return {'case': case, 'kernel_ns': k, 'kernel_gross_ns': gross, 'kernel_net_ns': net,
            'quintet_ns': q, 'kernel_mpps': 1e3 / gross, 'quintet_mpps': 1e3 / q['median'],
            'ratio_gross': gross / q['median'], 'ratio_net': net / q['median']}


def machine():
    model = [line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo')
             if line.startswith('model name')][:1]
    return {'cpu': model[0] if model else platform.machine(), 'cores': os.cpu_count(),
            'kernel': platform.release(), 'date': run('date', '-u', '+%Y-%m-%d').strip()}


def print_table(result):
    m = result['machine']
    print(f'{m["cpu"]}, {m["cores"]} cores, Linux {m["kernel"]}, {m["date"]}; CPU time of one '
          f'core, 64-byte packets, {result["flows"]} flows,\nmedian (minimum to maximum) of '
          f'{result["repeats"]} repeats of {result["packets"]} packets.  The kernel\'s harness '
          f'({result["harness_ns"]:.0f} ns) is\nsubtracted; allocation and receive take it '
          f'{result["receive_ns"]:.0f} ns more, which `net` subtracts too.\n')
    print('| case | kernel gross, net (ns) | kernel Mpps | Quintet (ns) | Quintet Mpps | '
          'ratio gross | ratio net |')
    print('| --- | --- | --- | --- | --- | --- | --- |')
    for r in result['cases']:
        q = r['quintet_ns']
        print(f'| {r["case"]} | {r["kernel_gross_ns"]:.0f}, {r["kernel_net_ns"]:.0f} | '
              f'{r["kernel_mpps"]:.2f} | {q["median"]:.1f} ({q["min"]:.1f} to {q["max"]:.1f}) | '
              f'{r["quintet_mpps"]:.2f} | {r["ratio_gross"]:.1f} | {r["ratio_net"]:.1f} |')


def main():
    args = argparse.ArgumentParser(prog='./dev bench', description='speed beside the kernel\'s')
    args.add_argument('--rules', action='store_true', help='also 1,000 and 10,000 rules')
    args.add_argument('--json', action='store_true', help='print JSON instead of a table')
    args.add_argument('--repeats', type=int, default=7)
    args.add_argument('--packets', type=int, default=1000000, help='in a repeat')
    args.add_argument('--flows', type=int, default=256)
    args.add_argument('--build', type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    args = args.parse_args()
    if os.geteuid():
        sys.exit('bench: the kernel\'s side needs root')

    counts = [10, 100] + ([1000, 10000] if args.rules else [])
    with tempfile.TemporaryDirectory() as work, Kernel(pathlib.Path(work)) as kernel:
        work = pathlib.Path(work)
        harness = statistics.median(kernel.measure('drop', args))
        kernel.drop_at('vin', 'ingress')
        receive = statistics.median(kernel.measure('pass', args)) - harness
        kernel.unload()
        taken = harness + receive

        cases = [row('no rules', kernel.measure('pass', args), ours(args.build, None, args, work),
                     harness, taken)]
        blob = kernel.load(rule_set(0, 'port'))
        cases.append(row('empty filter table', kernel.measure('pass', args),
                         ours(args.build, blob, args, work), harness, taken))
        for kind, text in (('source', '-s A -p tcp --dport P'), ('port', '-p tcp --dport P')):
            for count in counts:
                blob = kernel.load(rule_set(count, kind))
                fewer = argparse.Namespace(**vars(args))
                # The kernel's cost grows with the rules; its repeats are kept at a second or so.
                fewer.packets = max(20000, args.packets // max(1, count // 10))
                cases.append(row(f'{count} rules `{text}`', kernel.measure('pass', fewer),
                                 ours(args.build, blob, args, work), harness, taken))
    result = {'machine': machine(), 'harness_ns': harness, 'receive_ns': receive,
              'flows': args.flows, 'repeats': args.repeats, 'packets': args.packets,
              'cases': cases}
    if args.json:
        print(json.dumps(result, indent=1))
    else:
        print_table(result)


if __name__ == '__main__':
    main()

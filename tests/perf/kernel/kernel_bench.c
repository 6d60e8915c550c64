/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the running kernel needs per packet: memory, stack, drop.
 *
 *	kernel_bench OBJECT DEVICE pass|drop FLOWS REPEATS PACKETS
 *
 * Gives frames to DEVICE by BPF_PROG_TEST_RUN with live frames, 64 at a time, on the last core that
 * this process may use, and prints CPU nanoseconds per packet of each repeat, one a line.  With
 * `drop` the program itself drops: the harness alone, which is to be subtracted.  Run by bench.py
 * inside a network namespace that it has set up.
 */
#include "frame.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void pin_to_last_core(void)
{
	cpu_set_t all, one;

	CPU_ZERO(&one);
	if (sched_getaffinity(0, sizeof(all), &all))
		return;
	for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
		if (CPU_ISSET(cpu, &all)) {
			CPU_SET(cpu, &one);
			sched_setaffinity(0, sizeof(one), &one);
			return;
		}
}

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The loaded program, its settings written; NULL with a message. */
static struct bpf_program *load(const char *path, __u32 action, __u32 flows)
{
	struct bench_source setting = {.action = action, .flows = flows};
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	struct bpf_map *map, *rodata = NULL;

	memcpy(setting.frame, bench_frame, sizeof(bench_frame));
	if (!object) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return NULL;
	}
	for (map = NULL; (map = bpf_object__next_map(object, map));)
		if (strstr(bpf_map__name(map), ".rodata"))
			rodata = map;
	program = bpf_object__find_program_by_name(object, "source");
	if (!rodata || !program || bpf_map__set_initial_value(rodata, &setting, sizeof(setting)) ||
	    bpf_object__load(object)) {
		fprintf(stderr, "%s: does not load: %s\n", path, strerror(errno));
		return NULL;
	}
	return program;
}

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct xdp_md ctx = {.data_end = BENCH_FRAME_LEN};
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = bench_frame, .data_size_in = BENCH_FRAME_LEN,
		    .ctx_in = &ctx, .ctx_size_in = sizeof(ctx), .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
		    .batch_size = 64);
	int repeats;

	if (argc != 7) {
		fprintf(stderr, "usage: %s OBJECT DEVICE pass|drop FLOWS REPEATS PACKETS\n",
			argv[0]);
		return 2;
	}
	ctx.ingress_ifindex = if_nametoindex(argv[2]);
	run.repeat = atoi(argv[6]);
	repeats = atoi(argv[5]);
	program =
		load(argv[1], strcmp(argv[3], "drop") ? XDP_PASS : XDP_DROP, (__u32)atoi(argv[4]));
	if (!program || !ctx.ingress_ifindex)
		return 3;
	pin_to_last_core();
	/* The first repeat only warms up. */
	for (int i = 0; i <= repeats; i++) {
		double start = cpu_ns();
		int error = bpf_prog_test_run_opts(bpf_program__fd(program), &run);

		if (error) {
			fprintf(stderr, "test run: %s\n", strerror(-error));
			return 3;
		}
		if (i)
			printf("%.2f\n", (cpu_ns() - start) / run.repeat);
	}
	return 0;
}

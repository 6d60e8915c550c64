// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Quintet needs per packet: memory, namespace, memory.
 *
 *	port_bench [--rules BLOB] [--flows N] [--repeats N] [--packets N]
 *
 * An embedding program like any other: frames are injected 64 at a time, forwarded from port to
 * port, and counted in the transmit callback.  BLOB is what table_blob wrote: the kernel's bytes of
 * a filter table.  Prints CPU nanoseconds per packet of each repeat, one a line, and fails unless
 * every packet left.
 */
#include "../../examples/embed/configure.h"
#include "kernel/frame.h"

#include <getopt.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VECTOR 64u

struct bench {
	struct quintet *q;
	struct quintet_port *in, *out;
	struct quintet_frame *frame; /* one a flow, and again until a whole number of vectors */
	size_t frames;
	unsigned long sent;
};

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

static void need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "port_bench: %s\n", what);
	exit(3);
}

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void on_frame(void *ctx, struct quintet_port *port, const uint8_t *frame, size_t len)
{
	struct bench *b = ctx;

	b->sent += port == b->out;
}

/* The router of bench.py: the same addresses, the same neighbours. */
static void set_up(struct bench *b)
{
	static const struct quintet_env env = {.seed = 1};
	static const uint8_t mac_in[] = {2, 0, 0, 0, 0, 1}, mac_out[] = {2, 0, 0, 0, 0, 2};

	b->q = quintet_create(&env);
	need(b->q, "create");
	must("port", quintet_port_add(b->q, "vin", mac_in, NULL, NULL, &b->in));
	must("port", quintet_port_add(b->q, "vout", mac_out, on_frame, b, &b->out));
	set_up_port(b->q, b->in, "10.8.0.1");
	set_up_port(b->q, b->out, "10.9.0.1");
	set_up_route(b->q, b->out, "10.7.0.0", "10.9.0.2");
	must("forward", quintet_proc_write(b->q, "/proc/sys/net/ipv4/ip_forward", "1"));
}

static void make_frames(struct bench *b, unsigned int flows)
{
	uint8_t *bytes;

	b->frames = (flows + VECTOR - 1) / VECTOR * VECTOR;
	b->frame = calloc(b->frames, sizeof(*b->frame));
	bytes = calloc(b->frames, BENCH_FRAME_LEN);
	need(b->frame && bytes, "memory");
	for (size_t i = 0; i < b->frames; i++, bytes += BENCH_FRAME_LEN) {
		unsigned int port = BENCH_SPORT + (unsigned int)(i % flows);

		memcpy(bytes, bench_frame, BENCH_FRAME_LEN);
		bytes[BENCH_SPORT_AT] = (uint8_t)(port >> 8);
		bytes[BENCH_SPORT_AT + 1] = (uint8_t)port;
		b->frame[i] = (struct quintet_frame){bytes, BENCH_FRAME_LEN};
	}
}

static void *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *bytes = NULL;

	need(f && !fseek(f, 0, SEEK_END), path);
	*size = (size_t)ftell(f);
	rewind(f);
	bytes = malloc(*size);
	need(bytes && fread(bytes, 1, *size, f) == *size, path);
	fclose(f);
	return bytes;
}

/* The kernel's table becomes the namespace's: the same entries, the same hooks. */
static void load_rules(struct bench *b, const char *path)
{
	size_t size;
	struct ipt_getinfo *blob = slurp(path, &size), ours = {.name = "filter"};
	struct ipt_replace *r;
	uint32_t len = sizeof(ours);
	struct quintet_socket *s;

	need(size >= sizeof(*blob) && size == sizeof(*blob) + blob->size, "blob");
	r = calloc(1, sizeof(*r) + blob->size);
	need(r, "memory");
	must("socket", quintet_socket(b->q, AF_INET, SOCK_RAW, IPPROTO_RAW, &s));
	must("get info", quintet_getsockopt(s, IPPROTO_IP, IPT_SO_GET_INFO, &ours, &len));
	memcpy(r->name, blob->name, sizeof(r->name));
	r->valid_hooks = blob->valid_hooks;
	r->num_entries = blob->num_entries;
	r->size = blob->size;
	memcpy(r->hook_entry, blob->hook_entry, sizeof(r->hook_entry));
	memcpy(r->underflow, blob->underflow, sizeof(r->underflow));
	r->num_counters = ours.num_entries;
	r->counters = calloc(ours.num_entries, sizeof(*r->counters));
	memcpy(r->entries, blob + 1, blob->size);
	must("replace", quintet_setsockopt(s, IPPROTO_IP, IPT_SO_SET_REPLACE, r,
					   (uint32_t)(sizeof(*r) + r->size)));
	quintet_close(s);
	free(r->counters);
	free(r);
	free(blob);
}

static double repeat(struct bench *b, unsigned long packets)
{
	double start = cpu_ns();
	size_t at = 0;

	b->sent = 0;
	for (unsigned long done = 0; done < packets; done += VECTOR) {
		quintet_inject(b->in, b->frame + at, VECTOR);
		at = at + VECTOR < b->frames ? at + VECTOR : 0;
	}
	return cpu_ns() - start;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"rules", 1, NULL, 'r'},
						{"flows", 1, NULL, 'f'},
						{"repeats", 1, NULL, 'n'},
						{"packets", 1, NULL, 'p'},
						{0}};
	unsigned long packets = 1000000;
	unsigned int flows = 256, repeats = 7;
	const char *rules = NULL;
	struct bench b = {0};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (c == 'r')
			rules = optarg;
		else if (c == 'f')
			flows = (unsigned int)strtoul(optarg, NULL, 10);
		else if (c == 'n')
			repeats = (unsigned int)strtoul(optarg, NULL, 10);
		else if (c == 'p')
			packets = strtoul(optarg, NULL, 10);
		else
			return 2;
	if (!flows || flows > 60000 || !packets)
		return 2;
	packets = (packets + VECTOR - 1) / VECTOR * VECTOR;
	pin_to_last_core();
	quintet_thread_enter();
	set_up(&b);
	make_frames(&b, flows);
	if (rules)
		load_rules(&b, rules);
	/* The first repeat only warms up. */
	for (unsigned int i = 0; i <= repeats; i++) {
		double ns = repeat(&b, packets);

		if (b.sent != packets) {
			fprintf(stderr, "%lu of %lu packets left\n", b.sent, packets);
			return 1;
		}
		if (i)
			printf("%.2f\n", ns / (double)packets);
	}
	quintet_destroy(b.q);
	quintet_thread_leave();
	return 0;
}

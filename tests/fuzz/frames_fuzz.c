// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames from the wire, through everything: checks, ARP, routing, hooks, ICMP, forwarding.
 *
 * Input: a byte of options, then frames, each behind its length (two bytes, big-endian).  Options:
 * bit 0 injects them as one vector, bit 1 records their stories.  A router with two ports, a rule
 * and a neighbour takes them; each run has a namespace of its own, so that a find repeats.  It is
 * checked that what leaves has at least an Ethernet header.
 */
#include "../../examples/embed/configure.h"

#include <stdlib.h>

#define MAX_FRAMES 128

struct router {
	struct quintet *q;
	struct quintet_port *eth0, *eth1;
};

static void on_frame(void *ctx, struct quintet_port *port, const uint8_t *frame, size_t len)
{
	if (len < 14)
		abort();
	/* Every byte is read, so that the sanitizer sees the whole frame. */
	for (volatile const uint8_t *p = frame; p < frame + len; p++)
		(void)*p;
}

static struct router router_create(void)
{
	static const uint8_t mac0[] = {2, 0, 0, 0, 0, 1}, mac1[] = {2, 0, 0, 0, 0, 3};
	static const struct quintet_env env = {.seed = 1};
	struct router r = {.q = quintet_create(&env)};

	if (!r.q)
		abort();
	must("eth0", quintet_port_add(r.q, "eth0", mac0, on_frame, NULL, &r.eth0));
	must("eth1", quintet_port_add(r.q, "eth1", mac1, on_frame, NULL, &r.eth1));
	set_up_port(r.q, r.eth0, "10.0.0.1");
	set_up_port(r.q, r.eth1, "10.0.1.1");
	set_up_route(r.q, r.eth1, "203.0.113.0", "10.0.1.2");
	must("forward", quintet_proc_write(r.q, "/proc/sys/net/ipv4/ip_forward", "1"));
	drop_tcp_port(r.q, 23);
	return r;
}

/* The frames of an input, as many as are whole; they borrow its bytes. */
static size_t split(const uint8_t *data, size_t size, struct quintet_frame *frame)
{
	size_t n = 0;

	while (n < MAX_FRAMES && size >= 2) {
		size_t len = (size_t)data[0] << 8 | data[1];

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		frame[n++] = (struct quintet_frame){data, len};
		data += len;
		size -= len;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct quintet_frame frame[MAX_FRAMES];
	struct router r;
	size_t n;

	if (!size)
		return 0;
	quintet_thread_enter();
	r = router_create();
	n = split(data + 1, size - 1, frame);
	quintet_story(r.q, data[0] & 2);
	if (data[0] & 1)
		quintet_inject(r.eth0, frame, n);
	else
		for (size_t i = 0; i < n; i++)
			quintet_inject(r.eth0, frame + i, 1);
	free(quintet_story_json(r.q));
	/* Neighbours that do not answer, reassembly that never ends: all timers of a minute. */
	quintet_advance(r.q, 60000000000ull);
	quintet_destroy(r.q);
	quintet_thread_leave();
	return 0;
}

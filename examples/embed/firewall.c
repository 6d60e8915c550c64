// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A firewall inside a program.
 *
 *	eth0 10.0.0.1/24 ──[ FORWARD: no telnet ]── eth1 10.0.1.1/24 ── 10.0.1.2 ── 203.0.113.0/24
 *
 * Two packets go in, one comes out, and both tell what they met.  It exits 0 when that is so.
 * Build: cc firewall.c configure.c $(pkg-config --cflags --libs quintet libmnl)
 */
#include "configure.h"

#include <stdio.h>
#include <stdlib.h>

static void on_frame(void *ctx, struct quintet_port *port, const uint8_t *frame, size_t len)
{
	int *frames_out = ctx;

	printf("%zu bytes leave, for port %u\n\n", len, frame[36] << 8 | frame[37]);
	++*frames_out;
}

int main(void)
{
	static const uint8_t mac0[] = {2, 0, 0, 0, 0, 1}, mac1[] = {2, 0, 0, 0, 0, 3};
	/* A TCP SYN from 10.0.0.2:40000 to 203.0.113.10:80; its port stands in bytes 36 and 37. */
	uint8_t syn[] = "\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0"
			"\x45\0\0\x28\0\x01\x40\0\x40\x06\xf4\xc2\x0a\0\0\x02\xcb\0\x71\x0a"
			"\x9c\x40\0\x50\0\0\0\x01\0\0\0\0\x50\x02\x20\0\0\0\0\0";
	struct quintet_frame frame = {syn, sizeof(syn) - 1};
	struct quintet_env env = {.seed = 1};
	struct quintet_port *eth0, *eth1;
	struct quintet *q;
	int frames_out = 0;
	char *story;

	quintet_thread_enter();
	q = quintet_create(&env);
	must("create", q ? 0 : -1);
	must("eth0", quintet_port_add(q, "eth0", mac0, on_frame, &frames_out, &eth0));
	must("eth1", quintet_port_add(q, "eth1", mac1, on_frame, &frames_out, &eth1));
	set_up_port(q, eth0, "10.0.0.1");
	set_up_port(q, eth1, "10.0.1.1");
	set_up_route(q, eth1, "203.0.113.0", "10.0.1.2");
	must("forward", quintet_proc_write(q, "/proc/sys/net/ipv4/ip_forward", "1"));
	drop_tcp_port(q, 23);

	frames_out = 0; /* what the set-up itself had to say is not meant */
	quintet_story(q, 1);
	quintet_inject(eth0, &frame, 1);
	syn[37] = 23;
	quintet_inject(eth0, &frame, 1);
	story = quintet_story_text(q);
	fputs(story ? story : "", stdout);
	free(story);

	quintet_destroy(q);
	quintet_thread_leave();
	return frames_out == 1 ? 0 : 1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A story for tests: a SYN that is rejected by a user's chain, and the reset that answers. */
#ifndef QUINTET_TESTS_STORIES_H
#define QUINTET_TESTS_STORIES_H

#include "explain/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SAY(log_, id_, ev_, ...)                          \
	trace_append((log_), &(const struct trace_event){ \
				     .packet = (id_), .type = TRACE_##ev_, .ev_ = {__VA_ARGS__}})

static inline struct trace_story *rejected_syn(void)
{
	struct trace_story *s = trace_story_create(1000);

	assert_non_null(s);
	s->now_ns = 1700000000000000000ull;
	SAY(s, 70, begin, .origin = "wire", .dev = "eth0", .len = 74,
	    .summary = "tcp 10.0.0.5:40000 > 203.0.113.10:80 S ttl 64 len 60");
	SAY(s, 70, hook, .family = "ipv4", .hook = "PRE_ROUTING", .in = "eth0");
	SAY(s, 70, chain, .table = "raw", .chain = "PREROUTING", .how = "base");
	SAY(s, 70, policy, .table = "raw", .chain = "PREROUTING", .verdict = "ACCEPT");
	SAY(s, 70, route, .direction = "input", .saddr = trace_ip4(htonl(0x0a000005)),
	    .daddr = trace_ip4(htonl(0xcb00710a)), .type = "unicast", .table = 254,
	    .prefix = "0.0.0.0/0", .gateway = trace_ip4(htonl(0x0a010001)), .dev = "eth1");
	SAY(s, 70, change, .by = "ip_forward", .field = "ttl", .from = "64", .to = "63");
	SAY(s, 70, hook, .family = "ipv4", .hook = "FORWARD", .in = "eth0", .out = "eth1");
	SAY(s, 70, chain, .table = "filter", .chain = "FORWARD", .how = "base");
	SAY(s, 70, mismatch, .table = "filter", .chain = "FORWARD", .rule = 1, .match = "ip",
	    .field = "source", .have = "10.0.0.5", .want = "10.9.0.0/16");
	SAY(s, 70, match, .table = "filter", .chain = "FORWARD", .rule = 2, .target = "jump web");
	SAY(s, 70, chain, .table = "filter", .chain = "web", .how = "jump", .rule = 2);
	SAY(s, 70, mismatch, .table = "filter", .chain = "web", .rule = 1, .match = "tcp",
	    .field = "dport", .have = "80", .want = "22");
	SAY(s, 70, match, .table = "filter", .chain = "web", .rule = 2, .target = "LOG");
	SAY(s, 70, log, .by = "LOG", .prefix = "no: ", .text = "IN=eth0 OUT=eth1");
	SAY(s, 70, match, .table = "filter", .chain = "web", .rule = 3, .target = "REJECT");
	SAY(s, 70, reply, .kind = "tcp reset", .to = trace_ip4(htonl(0x0a000005)), .made = 1);
	SAY(s, 75, begin, .origin = "made", .parent = 70, .len = 40,
	    .summary = "tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40");
	SAY(s, 75, hook, .family = "ipv4", .hook = "LOCAL_OUT", .out = "eth0");
	SAY(s, 75, xmit, .dev = "eth0", .len = 54,
	    .summary = "tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40");
	SAY(s, 70, verdict, .hook = "FORWARD", .by = "filter", .verdict = "DROP");
	SAY(s, 70, drop, .reason = SKB_DROP_REASON_NETFILTER_DROP, .where = "FORWARD");
	return s;
}

/* What @render writes, as a string to be freed. */
static inline char *rendered(const struct story *s, const struct text_style *style)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (style)
		story_render_text(s, style, f);
	else
		story_render_json(s, f);
	fclose(f);
	return text;
}

#endif

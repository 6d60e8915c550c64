/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bench from inside: lab.c, lab_programs.c, rawsend.c. */
#ifndef QUINTET_HOST_LAB_INTERNAL_H
#define QUINTET_HOST_LAB_INTERNAL_H

#include "host/lab.h"
#include "nf/netfilter.h"

#define NO_PORT	     UINT32_MAX
#define STORY_EVENTS 100000u

struct lab_device {
	struct lab *lab;
	u32 index;
	bool any_mac;
	struct net_device *dev;
};

/** struct caught - something that left; its bytes stand in the arena from @at */
struct caught {
	u64 number;
	u32 port, len;
	size_t at;
};

/** struct telling - a story that is being told */
struct telling {
	struct telling *next;
	struct trace_story *log;
	u64 number;
};

struct lab {
	struct lab_options opt;
	struct net *net;
	u64 mono_ns;

	struct lab_device device[LAB_MAX_PORTS];
	u32 ports, local;
	bool keep_local;
	struct nf_hook_ops sink[2]; /* IPv4 and IPv6 */
	struct sock *sk; /* of what the port `local` sends */

	/* The vector that runs */
	const struct lab_input *input;
	u64 ids[SKB_VEC_MAX];
	unsigned int running, current;

	struct caught *caught;
	size_t caught_count, caught_room;
	u8 *arena;
	size_t arena_len, arena_room;
	u64 lost;

	void (*drop)(void *ctx, u64 number, bool own, enum skb_drop_reason reason);
	void *drop_ctx;
	struct skb_observer observer;

	struct telling *idle, *open, **last_open;
	const struct rule_texts *rules;

	/* Programs */
	struct eventloop *loop;
	struct server *server;
};

int lab_programs_init(struct lab *lab);
void lab_programs_fini(struct lab *lab);

#endif

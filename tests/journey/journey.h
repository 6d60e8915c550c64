/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Journeys: a namespace with ports that remember what leaves them, packets written in a line, and
 * what came out as text.  Each test runs with vectors of 1, 2 and 64 packets.
 *
 *	10.0.0.1 -- eth0 (10.0.0.254/24) [namespace] eth1 (10.1.0.254/24) -- 10.1.0.1
 *	02:00:00:00:01:01   02:00:00:00:00:01         02:00:00:00:00:02   02:00:00:00:01:02
 */
#ifndef QUINTET_TESTS_JOURNEY_H
#define QUINTET_TESTS_JOURNEY_H

#include "assembly/namespace.h"
#include "net/fib.h"
#include "net/neighbour.h"
#include "net/output.h"
#include "net/route.h"
#include "nf/netfilter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define J_TEXT 16384

struct journey {
	struct net *net;
	struct net_device *eth0, *eth1;
	u32 vec; /* packets a vector */
	struct skb_vec pending; /* not received yet */
	char out[J_TEXT]; /* "eth1 icmp …; " of everything that left, and "!REASON; " of drops */
	struct skb_observer observer;
	u64 now_ns;
	struct trace_story *story; /* NULL: none is told */
};

/** journey_begin() - the namespace of the drawing, forwarding, without rp_filter or rate limits */
void journey_begin(struct journey *j, u32 vec);
/** journey_end() - fails if a packet is left over */
void journey_end(struct journey *j);
/** journey_conf() - net.ipv4.conf.DEV.ATTR; @dev NULL: all */
void journey_conf(struct journey *j, struct net_device *dev, int attr, int value);
struct net_device *journey_port(struct journey *j, const char *name, u8 n);
void journey_addr(struct net_device *dev, const char *addr, int plen);
/** journey_route() - "10.9.0.0/16" of @type, by @gw (NULL: none) on @dev (NULL: none) */
void journey_route(struct journey *j, u8 type, const char *prefix, const char *gw,
		   struct net_device *dev);
void journey_neigh(struct net_device *dev, const char *addr, u8 peer);
/** journey_advance() - let time pass: packets that wait in the vector come first */
void journey_advance(struct journey *j, u64 ms);

/** struct pkt - an IPv4 packet in a line; zeros mean "usual" */
struct pkt {
	const char *src, *dst; /* 10.0.0.1, 10.1.0.1 */
	u8 proto; /* 17 */
	u8 ttl; /* 64; 255 stands for 0 */
	u8 tos;
	u16 frag; /* frag_off, host order */
	u16 len; /* payload bytes behind the 8 (UDP, ICMP) or 20 (TCP) of the header */
	u8 type, code; /* ICMP; TCP flags in type */
	bool bad_sum, no_sum; /* of the transport header */
	const u8 *opt; /* IP options, @optlen of them (a multiple of 4) */
	u8 optlen;
	const char *mac; /* "bcast", "mcast", "other"; NULL: ours */
	u32 seq, ack;
};
/** journey_send() - @p comes in by @dev, as soon as the vector is full */
void journey_send(struct journey *j, struct net_device *dev, const struct pkt *p);
/** journey_frame() - likewise for bytes */
void journey_frame(struct journey *j, struct net_device *dev, const void *frame, u32 len);
/** journey_flush() - what is left in the vector comes in */
void journey_flush(struct journey *j);
/** journey_got() - what came out since; clears it */
const char *journey_got(struct journey *j);
#define journey_expect(j, text)                            \
	do {                                               \
		journey_flush(j);                          \
		assert_string_equal(journey_got(j), text); \
	} while (0)

/** JOURNEY() - run @fn at each vector size */
#define JOURNEY(fn)                                                      \
	{#fn "/1", fn, journey_setup_1, journey_teardown, NULL},         \
		{#fn "/2", fn, journey_setup_2, journey_teardown, NULL}, \
	{                                                                \
#fn "/64", fn, journey_setup_64, journey_teardown, NULL  \
	}
int journey_setup_1(void **state);
int journey_setup_2(void **state);
int journey_setup_64(void **state);
int journey_teardown(void **state);

#endif

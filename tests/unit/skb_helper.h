/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets for unit tests: described in a line, made in a namespace that a test owns, and the calls
 * that drive a match or target with them as the evaluator would.
 */
#ifndef QUINTET_TESTS_UNIT_SKB_HELPER_H
#define QUINTET_TESTS_UNIT_SKB_HELPER_H

#include "net/ipv6.h"
#include "net/net.h"
#include "skb/sock.h"
#include "xtables/x_tables.h"

#include <asm/byteorder.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define IP4(a, b, c, d) __constant_htonl((u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define TEST_REAL_S	1700000000ull /* 2023-11-14 22:13:20 UTC, a Tuesday */
#define LEN_AUTO	0u

/**
 * struct pkt - an IPv4 or IPv6 packet; what is 0 gets a default
 * @saddr, @daddr: 10.0.0.1, 10.0.0.2
 * @proto: IPPROTO_TCP; @ttl: 64
 * @frag_off: host order, with flags
 * @ihl: header words, 5; options are no-operations
 * @l4: the bytes behind the IP header; NULL: a TCP, UDP or ICMP header from @sport, @dport (type,
 *	code), @flags and @opt, with the right checksum, and @payload bytes
 * @cut: the packet is only that long, whatever its headers say
 * @v6: IPv6, from @saddr6 (2001:db8::1) to @daddr6 (2001:db8::2); tos and ttl are traffic class and
 *	hop limit; ICMP's protocol is IPPROTO_ICMPV6
 * @ext, @ext_len: extension headers, complete with their next-header bytes, the first of them
 *	number @ext_first
 */
struct pkt {
	__be32 saddr, daddr;
	u8 proto, tos, ttl;
	u16 frag_off, id;
	u8 ihl;
	const void *l4;
	u32 l4_len;
	u16 sport, dport;
	u8 flags; /* TCP: byte 13 */
	u8 doff; /* TCP: 0: what fits */
	const void *opt;
	u32 opt_len;
	u32 payload;
	u32 cut;
	bool v6;
	struct in6_addr saddr6, daddr6;
	const void *ext;
	u32 ext_len;
	u8 ext_first;
};

/* 2001:db8::N, or any eight words */
#define IP6(a, b, c, d, e, f, g, h)          \
	{                                    \
		.s6_addr16 = {               \
			__constant_htons(a), \
			__constant_htons(b), \
			__constant_htons(c), \
			__constant_htons(d), \
			__constant_htons(e), \
			__constant_htons(f), \
			__constant_htons(g), \
			__constant_htons(h)  \
		}                            \
	}
#define DB8(n) IP6(0x2001, 0xdb8, 0, 0, 0, 0, 0, n)

/** test_net() - a namespace at TEST_REAL_S with one device, cmocka's setup function */
int test_net_setup(void **state);
int test_net_teardown(void **state);

/** test_skb() - the packet, at its network header, mac header 14 bytes before it */
struct sk_buff *test_skb(struct net *net, const struct pkt *p);
/** test_device() - eth0 of a namespace made by test_net_setup(): not registered anywhere */
struct net_device *test_device(struct net *net);

enum { NO, YES, DROP };

/** test_match() - NO, YES, or DROP when the match asked for it; a mismatch must say why */
int test_match(struct net *net, const struct xt_match *m, const void *info, struct sk_buff *skb,
	       unsigned int hook);
/** test_match_pkt() - the same for a packet that is made and ended here, at PRE_ROUTING */
int test_match_pkt(struct net *net, const struct xt_match *m, const void *info,
		   const struct pkt *p);
/** test_match_check() - what checkentry says; @info may be changed */
int test_match_check(struct net *net, const struct xt_match *m, void *info, unsigned int hook_mask,
		     const void *entry);
void test_match_destroy(struct net *net, const struct xt_match *m, void *info);
/** test_target() - run a target at @hook; => its verdict */
unsigned int test_target(struct net *net, const struct xt_target *t, const void *info,
			 struct sk_buff *skb, unsigned int hook);
int test_target_check(struct net *net, const struct xt_target *t, void *info,
		      unsigned int hook_mask, const void *entry);

/** test_find_match() - by name, revision and family in a file's array; fails the test if absent */
const struct xt_match *test_find_match(const struct xt_match *list, const char *name, u8 revision,
				       u8 family);
const struct xt_target *test_find_target(const struct xt_target *list, const char *name,
					 u8 revision, u8 family);

/** test_ip_csum_ok(), test_l4_csum_ok() - are the packet's checksums right? */
bool test_ip_csum_ok(const struct sk_buff *skb);
bool test_l4_csum_ok(const struct sk_buff *skb);

#endif

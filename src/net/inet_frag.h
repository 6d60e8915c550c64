/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Putting fragments together: what IPv4, IPv6 and the defragmentation before connection tracking
 * share (kernel: inet_frag_queue, fqdir).
 *
 * A queue collects the fragments of one datagram for one user.  Fragments lie in runs: a run is a
 * stretch without a gap that arrived in order.  What a run has whole is a duplicate and ignored;
 * whatever else overlaps makes the datagram suspect (RFC 5722), and its whole queue goes.
 *
 * Limits are the namespace's (struct inet_frag_limits), queues are a shard's: they are made, filled
 * and timed out by its thread.  With several shards each may use its part of high_thresh.
 *
 *	inet_frag_find ── inet_frag_queue_insert … ── inet_frag_reasm ──► one sk_buff
 *	       │                                             │
 *	       └── timer: ops->expire ── inet_frag_kill ◄────┘
 */
#ifndef QUINTET_NET_INET_FRAG_H
#define QUINTET_NET_INET_FRAG_H

#include "net/net.h"

#include <linux/in6.h>

/**
 * enum ip_defrag_users - for whom is put together; queues of different users do not mix
 *
 * Connection tracking adds its zone to the first of its range.
 */
enum ip_defrag_users {
	IP_DEFRAG_LOCAL_DELIVER,
	IP_DEFRAG_CALL_RA_CHAIN,
	IP_DEFRAG_CONNTRACK_IN,
	__IP_DEFRAG_CONNTRACK_IN_END = IP_DEFRAG_CONNTRACK_IN + 0xffff,
	IP_DEFRAG_CONNTRACK_OUT,
	__IP_DEFRAG_CONNTRACK_OUT_END = IP_DEFRAG_CONNTRACK_OUT + 0xffff,
	IP_DEFRAG_CONNTRACK_BRIDGE_IN,
	__IP_DEFRAG_CONNTRACK_BRIDGE_IN = IP_DEFRAG_CONNTRACK_BRIDGE_IN + 0xffff,
	IP_DEFRAG_VS_IN,
	IP_DEFRAG_VS_OUT,
	IP_DEFRAG_VS_FWD,
	IP_DEFRAG_AF_PACKET,
	IP_DEFRAG_MACVLAN,
};

/* The ECN codepoints that were seen, one bit each: 1 << codepoint. */
enum {
	IPFRAG_ECN_NOT_ECT = 1 << 0,
	IPFRAG_ECN_ECT_1 = 1 << 1,
	IPFRAG_ECN_ECT_0 = 1 << 2,
	IPFRAG_ECN_CE = 1 << 3,
};
/* ip_frag_ecn_table[]'s answer to codepoints that do not go together */
#define IPFRAG_ECN_INVALID 0xff
/** ip_frag_ecn_table - bits seen -> what is or-ed into the codepoint of the whole (RFC 3168, 5.3) */
extern const u8 ip_frag_ecn_table[16];

struct frag_v4_compare_key {
	__be32 saddr, daddr;
	u32 user, vif;
	__be16 id;
	u16 protocol;
};
struct frag_v6_compare_key {
	struct in6_addr saddr, daddr;
	u32 user;
	__be32 id;
	u32 iif;
};
/* What is not of the key is 0: keys are compared as bytes. */
union inet_frag_key {
	struct frag_v4_compare_key v4;
	struct frag_v6_compare_key v6;
};

/* inet_frag_queue.flags */
enum {
	INET_FRAG_FIRST_IN = 1, /* offset 0 is there */
	INET_FRAG_LAST_IN = 2, /* the length is known */
	INET_FRAG_COMPLETE = 4, /* it is off the table */
};

struct fqdir;
struct frag_run;

/**
 * struct inet_frag_queue - one datagram on its way to being whole; first in its family's queue
 * @len: end of the datagram as far as it is known
 * @meat: bytes that are there
 * @stamp: arrival of the last fragment
 * @max_size: largest fragment, IP header included
 * @ecn: IPFRAG_ECN_* of all fragments
 * @iif: by which the last fragment came in
 */
struct inet_frag_queue {
	struct fqdir *fqdir;
	struct inet_frag_queue *next; /* in its bucket */
	u64 hash;
	union inet_frag_key key;
	struct timer_list timer;
	struct frag_run *run; /* owned, by offset */
	u32 nr_runs, runs_room;
	u32 mem; /* what it is charged for */
	u32 len, meat;
	u64 stamp;
	int iif;
	u16 max_size;
	u8 flags, ecn;
};

/**
 * struct inet_frags - a family
 * @qsize: size of its queue, which begins with a struct inet_frag_queue
 * @charge: bytes that the kernel charges for a queue without fragments
 * @key_size: bytes of the key in use
 * @expire: the timer ran out: it may answer, and calls inet_frag_kill()
 */
struct inet_frags {
	u32 qsize, charge, key_size;
	void (*expire)(struct inet_frag_queue *q);
};

struct fqdir *fqdir_create(struct net_shard *shard, const struct inet_frags *f,
			   const struct inet_frag_limits *limits);
/** fqdir_destroy() - with everything that waits in it; NULL is fine */
void fqdir_destroy(struct fqdir *fqdir);
struct net_shard *fqdir_shard(const struct fqdir *fqdir);
const struct inet_frag_limits *fqdir_limits(const struct fqdir *fqdir);
/** frag_mem_limit(), fqdir_count() - bytes charged, datagrams that wait */
unsigned long frag_mem_limit(const struct fqdir *fqdir);
u32 fqdir_count(const struct fqdir *fqdir);

/** inet_frag_find() - the queue of @key, made if there is none; zeros behind the common part.
 * => NULL: the memory limit is reached (of the namespace or of the process) */
struct inet_frag_queue *inet_frag_find(struct fqdir *fqdir, const union inet_frag_key *key);
/** inet_frag_kill() - the queue is done with: off the table, its fragments end, and so does it */
void inet_frag_kill(struct inet_frag_queue *q, enum skb_drop_reason reason);
/** inet_frag_reinit() - begin anew with an empty queue */
void inet_frag_reinit(struct inet_frag_queue *q, enum skb_drop_reason reason);

enum { IPFRAG_OK, IPFRAG_DUP, IPFRAG_OVERLAP, IPFRAG_NOMEM };
/**
 * inet_frag_queue_insert() - bytes @offset to @end of the datagram, which are @skb's data
 *
 * @skb is linear and nobody's (no sk).  => IPFRAG_OK: the queue owns it, and has counted it in meat
 * and memory; else it is the caller's.
 */
int inet_frag_queue_insert(struct inet_frag_queue *q, struct sk_buff *skb, u32 offset, u32 end);
/** inet_frag_pull_head() - take the first fragment out, for the error that quotes it; NULL: none */
struct sk_buff *inet_frag_pull_head(struct inet_frag_queue *q);
/** inet_frag_first() - the first fragment; borrowed */
struct sk_buff *inet_frag_first(const struct inet_frag_queue *q);
/**
 * inet_frag_reasm() - all are there: make @skb, the last that came, the whole datagram
 *
 * It becomes the first fragment, at its network header, with the others in its frag_list; keeps its
 * identity, its device and its route, and is its caller's again; the queue is empty then.
 */
void inet_frag_reasm(struct inet_frag_queue *q, struct sk_buff *skb);

#endif

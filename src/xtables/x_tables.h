/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Matches, targets and tables: the kernel's x_tables API.
 *
 * A match or target is one file with one static const struct xt_match / xt_target (an array when it
 * has several revisions or families), listed in assembly/modules.c.  docs/adding-a-match.md walks
 * through one.
 */
#ifndef QUINTET_XTABLES_X_TABLES_H
#define QUINTET_XTABLES_X_TABLES_H

#include "base/types.h"

#include "nf/netfilter.h"

#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>

/**
 * struct xt_action_param - what a match or target gets with a packet
 * @thoff: offset of the transport header from skb->data's network header
 * @fragoff: fragment offset (0: the first or only fragment)
 * @hotdrop: set to drop the packet at once (malformed)
 * @why: where a mismatch is explained; NULL unless the packet's story is told
 */
struct xt_action_param {
	union {
		const struct xt_match *match;
		const struct xt_target *target;
	};
	union {
		const void *matchinfo, *targinfo;
	};
	const struct nf_hook_state *state;
	unsigned int thoff;
	u16 fragoff;
	bool hotdrop;
	struct xt_why *why;
};

/** struct xt_why - the predicate that failed, what the packet had, what the rule wants */
struct xt_why {
	char field[32], have[64], want[64];
};

/**
 * xt_mismatch() - explain a mismatch, always false, so that a match can return it
 * @fmt: two formats joined by '|': "%u|%u:%u"
 *
 *	if (port < lo || port > hi)
 *		return xt_mismatch(par, "dport", "%u|%u:%u", port, lo, hi);
 *
 * Costs one branch when nobody asks.
 */
bool xt_mismatch_slow(struct xt_why *why, const char *field, const char *fmt, ...) __cold
	__printf(3, 4);
#define xt_mismatch(par_, field_, ...) \
	(unlikely((par_)->why) ? xt_mismatch_slow((par_)->why, field_, __VA_ARGS__) : false)

/** struct xt_mtchk_param - what checkentry gets (kernel: the same) */
struct xt_mtchk_param {
	struct net *net;
	const char *table;
	const void *entryinfo; /* struct ipt_ip, ip6t_ip6 … */
	const struct xt_match *match;
	void *matchinfo; /* the live copy in the table: private fields may be written */
	unsigned int hook_mask;
	u8 family;
};
struct xt_mtdtor_param {
	struct net *net;
	const struct xt_match *match;
	void *matchinfo;
	u8 family;
};
struct xt_tgchk_param {
	struct net *net;
	const char *table;
	const void *entryinfo;
	const struct xt_target *target;
	void *targinfo;
	unsigned int hook_mask;
	u8 family;
};
struct xt_tgdtor_param {
	struct net *net;
	const struct xt_target *target;
	void *targinfo;
	u8 family;
};

/* What a match or target does beside deciding; the rule compiler must know. */
enum xt_ext_flags {
	XT_PURE = 1, /* a match: the same packet and config give the same answer; no state */
	XT_NO_DROP = 2, /* a match: never sets hotdrop */
};

/**
 * struct xt_match - a match
 * @match: => does the packet match?  Inversion is the match's own business
 * @checkentry: the kernel's validation; => 0 or its errno; NULL: nothing to check
 * @destroy: frees what checkentry made; NULL: nothing
 * @matchsize: sizeof its info struct, not aligned; @usersize: what userspace sees, 0: all
 * @table, @hooks, @proto: where it may stand; NULL, 0, 0: anywhere
 * @flags: XT_PURE | XT_NO_DROP
 */
struct xt_match {
	const char name[XT_EXTENSION_MAXNAMELEN];
	u8 revision;
	u8 family; /* NFPROTO_UNSPEC: every one */
	u16 proto;
	bool (*match)(const struct sk_buff *skb, struct xt_action_param *par);
	int (*checkentry)(const struct xt_mtchk_param *par);
	void (*destroy)(const struct xt_mtdtor_param *par);
	const char *table;
	unsigned int matchsize, usersize, hooks;
	unsigned int flags;
};

/** struct xt_target - a target; @target => a verdict (NF_*) or XT_CONTINUE */
struct xt_target {
	const char name[XT_EXTENSION_MAXNAMELEN];
	u8 revision;
	u8 family;
	u16 proto;
	unsigned int (*target)(struct sk_buff *skb, const struct xt_action_param *par);
	int (*checkentry)(const struct xt_tgchk_param *par);
	void (*destroy)(const struct xt_tgdtor_param *par);
	const char *table;
	unsigned int targetsize, usersize, hooks;
	unsigned int flags;
};

static inline struct net *xt_net(const struct xt_action_param *par)
{
	return par->state->net;
}
static inline const struct net_device *xt_in(const struct xt_action_param *par)
{
	return par->state->in;
}
static inline const struct net_device *xt_out(const struct xt_action_param *par)
{
	return par->state->out;
}
static inline unsigned int xt_hooknum(const struct xt_action_param *par)
{
	return par->state->hook;
}
static inline u8 xt_family(const struct xt_action_param *par)
{
	return par->state->pf;
}

/* Registration, by assembly/modules.c; a namespace keeps its own list.  => -ENOMEM */
int __must_check xt_register_match(struct net *net, const struct xt_match *match);
int __must_check xt_register_target(struct net *net, const struct xt_target *target);

#endif

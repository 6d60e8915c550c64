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

/* Room for what xt_range_text() and the like write, as long as the block in which it stands. */
#define XT_TEXT ((char[32]){""})
/** xt_range_text() - as iptables prints a range: "80", "1000:2000"; => @text */
const char *xt_range_text(char text[32], unsigned int lo, char sep, unsigned int hi);
/** xt_mask_text() - as iptables prints a value under a mask: "0x1", "0x1/0xff"; => @text */
const char *xt_mask_text(char text[32], u32 value, u32 mask);

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

/* A match whose decision the rule compiler may take itself; see compile/program.c. */
enum xt_compile {
	XT_COMPILE_NONE,
	XT_COMPILE_TRUE, /* always matches, looks at nothing: comment */
	XT_COMPILE_TCP, /* struct xt_tcp as the kernel's tcp match reads it */
	XT_COMPILE_UDP, /* struct xt_udp likewise; also udplite */
};

/**
 * struct xt_match - a match
 * @match: => does the packet match?  Inversion is the match's own business
 * @checkentry: the kernel's validation; => 0 or its errno; NULL: nothing to check
 * @destroy: frees what checkentry made; NULL: nothing
 * @matchsize: sizeof its info struct, not aligned; @usersize: what userspace sees, 0: all
 * @table, @hooks, @proto: where it may stand; NULL, 0, 0: anywhere
 * @flags: XT_PURE | XT_NO_DROP
 * @compile: what the rule compiler may do in its place; NONE: nothing
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
	enum xt_compile compile;
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

/* Owner's thread. */

/** xt_net_init(), xt_net_exit() - the registry; exit destroys every table that is left */
int __must_check xt_net_init(struct net *net);
void xt_net_exit(struct net *net);

/**
 * xt_find_match() - as REPLACE finds it: the family's own first, then those for every family
 *
 * => 0; -ENOENT: no such name; -EPROTOTYPE: the name is there for every family, in other revisions.
 */
int __must_check xt_find_match(struct net *net, u8 family, const char *name, u8 revision,
			       const struct xt_match **match);
int __must_check xt_find_target(struct net *net, u8 family, const char *name, u8 revision,
				const struct xt_target **target);
/**
 * xt_find_revision() - as GET_REVISION_MATCH and GET_REVISION_TARGET ask
 *
 * => the highest revision known; -EPROTONOSUPPORT: not this one; -ENOENT: no such name.
 */
int __must_check xt_find_revision(struct net *net, u8 family, const char *name, u8 revision,
				  bool target);
/**
 * xt_check_match() - may it stand here? size, table, hooks, protocol, then its own checkentry
 * @size: bytes of its data in the entry; @proto, @inv_proto: the entry's protocol
 *
 * => 0, -EINVAL, or what checkentry says (-EIO if that is positive).
 */
int __must_check xt_check_match(struct xt_mtchk_param *par, unsigned int size, u16 proto,
				bool inv_proto);
int __must_check xt_check_target(struct xt_tgchk_param *par, unsigned int size, u16 proto,
				 bool inv_proto);

/**
 * xt_proc_names() - the text of /proc/net/{ip,ip6,arp}_tables_{names,matches,targets}
 * @what: "names", "matches", "targets"
 *
 * => a string that the caller frees; NULL without memory.
 */
char *xt_proc_names(struct net *net, u8 family, const char *what);

#endif

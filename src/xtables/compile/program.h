/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiled form of an IPv4 table.
 *
 *	blob --ipt_compile()--> rules, one cache line each --index_build()--> segments with indexes
 *
 * A rule holds what most mismatches are decided by: addresses, protocol, ports.  What is rare
 * stands outside: interface names, matches that are functions, targets.
 *
 * A segment is a row of rules that ends with one that nothing falls through (a policy, a chain's
 * return).  A long segment has an index: its rules are dealt out to a few groups, each with its
 * own choice of key bits (say: the whole source, protocol, destination port), and a group is a hash
 * of lists, in which rules stand in order.  A packet looks up one list a group, and the rules that
 * it has to look at are the lists merged.  Every rule is checked in full when its turn comes, so
 * two keys may share a list.
 *
 * Why skipping is right.  A rule that is not in the packet's lists fails by its header, or by the
 * ports of a tcp or udp match that only matches without effect stand before.  The header is
 * looked at before any match is called, and those matches drop nothing when the packet's transport
 * header is whole and it is no fragment; other packets do not use an index that knows ports.
 */
#ifndef QUINTET_XTABLES_COMPILE_PROGRAM_H
#define QUINTET_XTABLES_COMPILE_PROGRAM_H

#include "xtables/xt_table.h"

/* What a rule asks beyond plain addresses, protocol and ports. */
enum {
	R_SRC_INV = 1u << 0,
	R_DST_INV = 1u << 1,
	R_PROTO_INV = 1u << 2,
	R_IN = 1u << 3,
	R_OUT = 1u << 4,
	R_IN_INV = 1u << 5,
	R_OUT_INV = 1u << 6,
	R_FRAG = 1u << 7, /* only later fragments */
	R_NEVER = 1u << 8, /* ! -f without -f */
	R_NOT_FRAG = 1u << 9,
	R_TCP_FLAGS = 1u << 10,
	R_SPORT_INV = 1u << 11,
	R_DPORT_INV = 1u << 12,
	R_FLAGS_INV = 1u << 13,
};

enum xt_rule_kind {
	RULE_VERDICT, /* arg: NF_* */
	RULE_RETURN,
	RULE_JUMP, /* arg: rule */
	RULE_GOTO, /* arg: rule; also a jump to the next rule, which does not come back */
	RULE_TARGET, /* arg: index in targets */
};

/**
 * struct xt_rule - a rule; a cache line
 * @smsk, @src: (saddr & smsk) == src, network byte order; likewise @dmsk, @dst
 * @sport, @dport: lowest, and how many above it; host byte order; 0 and 65535: any
 * @proto, @proto_mask: (protocol & proto_mask) == proto
 * @want: R_*
 * @match, @nr_matches: its matches in xt_program.matches; the first @fast are decided here
 * @ports: @fast covers a tcp or udp match
 * @iface: index in xt_program.ifaces when R_IN or R_OUT
 * @segment: where it stands
 */
struct xt_rule {
	__be32 smsk, src, dmsk, dst;
	u16 sport[2], dport[2];
	u32 want;
	u8 proto, proto_mask;
	u8 flg_mask, flg_cmp;
	u8 kind;
	bool ports;
	u8 fast, pad;
	u16 nr_matches, pad2;
	u32 match;
	u32 arg;
	u32 iface;
	u32 segment;
} __cacheline_aligned;
static_assert(sizeof(struct xt_rule) == CACHE_LINE, "a rule is a cache line");

struct xt_iface_pair {
	u64 in[2], in_mask[2], out[2], out_mask[2];
};

struct xt_rule_match {
	bool (*fn)(const struct sk_buff *skb, struct xt_action_param *par);
	const struct xt_match *match;
	const void *info;
};

struct xt_rule_target {
	unsigned int (*fn)(struct sk_buff *skb, const struct xt_action_param *par);
	const struct xt_target *target;
	const void *info;
};

#define XT_MAX_GROUPS 6u
#define XT_NO_RULE    0xffffffffu

/**
 * struct xt_group - rules of a segment that share their choice of key bits
 * @addrs: mask over saddr (low half) and daddr; @l4: over ports and protocol, see struct ipt_key
 * @in, @out: the whole device name is part of the key
 * @head: xt_program.heads of its lists; @bits: there are 1 << bits of them
 */
struct xt_group {
	u64 addrs, l4;
	u32 head;
	u8 bits;
	bool in, out;
};

/**
 * struct xt_segment - rules @first to @last, of which @last matches everything and goes elsewhere
 * @nr_groups: 0: no index
 * @ports: some group's key has ports
 */
struct xt_segment {
	u32 first, last;
	u8 nr_groups;
	bool ports, ifaces;
	struct xt_group group[XT_MAX_GROUPS];
};

struct xt_program {
	u32 nr_rules, nr_segments, nr_heads;
	struct xt_rule *rules;
	struct xt_iface_pair *ifaces;
	struct xt_rule_match *matches;
	struct xt_rule_target *targets;
	struct xt_segment *segments;
	u32 *heads; /* first rule of each list, XT_NO_RULE: empty */
	u32 *next; /* by rule: the next of its list */
};

/** struct ipt_key - what an index is asked with */
struct ipt_key {
	u64 addrs; /* saddr in the low half, as they stand in the packet */
	u64 l4; /* protocol << 32 | source port << 16 | destination port */
	u64 in, out; /* hashes of the devices' names, if asked for */
};

#define IPT_L4(proto, sport, dport) ((u64)(proto) << 32 | (u32)(sport) << 16 | (u16)(dport))

static inline u64 xt_name_hash(const u64 name[2])
{
	return (name[0] ^ (name[1] << 29 | name[1] >> 35)) * 0x9e3779b97f4a7c15u;
}

/** xt_group_list() - which of the group's lists a key belongs to */
static inline u32 xt_group_list(const struct xt_group *g, const struct ipt_key *k)
{
	u64 h = (k->addrs & g->addrs) * 0x9e3779b97f4a7c15u;

	h = (h ^ h >> 32 ^ (k->l4 & g->l4)) * 0xd6e8feb86659fd93u;
	if (g->in)
		h ^= k->in;
	if (g->out)
		h ^= k->out * 3;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	return g->head + (u32)((h >> 32) & ((1u << g->bits) - 1));
}

/** ipt_compile() - make info->program; => 0 or -ENOMEM */
int __must_check ipt_compile(struct xt_table_info *info);
void xt_program_free(struct xt_program *program);
/** xt_index_build() - segments and their indexes; => 0 or -ENOMEM */
int __must_check xt_index_build(struct xt_program *p);
/** ipt_run() - a packet through the compiled form; as xt_run_linear() in all it does */
unsigned int ipt_run(const struct xt_table *table, const struct xt_table_info *info,
		     struct sk_buff *skb, const struct nf_hook_state *state);

#endif

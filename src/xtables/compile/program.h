/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiled form of an IPv4 or IPv6 table.
 *
 *	blob --xt_compile()--> rules, one cache line each --index_build()--> segments with indexes
 *
 * A rule holds what most mismatches are decided by: addresses, protocol, ports.  What is rare
 * stands outside: interface names, matches that are functions, targets.  IPv6 addresses fill a cache
 * line of their own, which is read when the rule asks for one.
 *
 * Both families share everything but how a header is read and addresses are compared; run.c is
 * compiled once for each.
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
 * header is whole and it is no fragment; other packets do not use an index that knows ports.  An
 * IPv6 packet whose headers cannot be walked is dropped by the first rule that asks for a protocol:
 * it uses no index at all.
 */
#ifndef QUINTET_XTABLES_COMPILE_PROGRAM_H
#define QUINTET_XTABLES_COMPILE_PROGRAM_H

#include "xtables/xt_table.h"

#include <endian.h>

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
 * @addrs: IPv6: it asks for an address; @walk: IPv6: it asks for a protocol (IP6T_F_PROTO)
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
	u8 fast;
	bool addrs;
	u16 nr_matches;
	bool walk;
	u8 pad;
	u32 match;
	u32 arg;
	u32 iface;
	u32 segment;
} __cacheline_aligned;
static_assert(sizeof(struct xt_rule) == CACHE_LINE, "a rule is a cache line");

/**
 * struct xt_addrs6 - a rule's IPv6 addresses, [source, destination]
 * @addr: under @mask: (packet's & mask) == addr, as it stands in the packet
 */
struct xt_addrs6 {
	u64 mask[2][2], addr[2][2];
} __cacheline_aligned;

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
 * @addrs: mask over saddr (low half) and daddr; IPv6: their levels, see xt_level_mask6()
 * @l4: mask over ports and protocol, see struct xt_key
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
	struct xt_addrs6 *addrs6; /* by rule; NULL: IPv4 */
	struct xt_iface_pair *ifaces;
	struct xt_rule_match *matches;
	struct xt_rule_target *targets;
	struct xt_segment *segments;
	u32 *heads; /* first rule of each list, XT_NO_RULE: empty */
	u32 *next; /* by rule: the next of its list */
};

/** struct xt_key - what an index is asked with */
struct xt_key {
	u64 addrs; /* IPv4: saddr in the low half, as they stand in the packet */
	u64 l4; /* protocol << 32 | source port << 16 | destination port */
	u64 in, out; /* hashes of the devices' names, if asked for */
	u64 addr6[2][2]; /* IPv6: source, destination, likewise */
};

#define XT_L4(proto, sport, dport) ((u64)(proto) << 32 | (u32)(sport) << 16 | (u16)(dport))

static inline u64 xt_name_hash(const u64 name[2])
{
	return (name[0] ^ (name[1] << 29 | name[1] >> 35)) * 0x9e3779b97f4a7c15u;
}

/* An IPv6 address is known to a signature up to one of eight lengths. */
#define XT_LEVELS6 8u

/** xt_level_bits6() - the prefix length of a level */
static inline unsigned int xt_level_bits6(u32 level)
{
	static const u8 bits[XT_LEVELS6] = {0, 8, 16, 32, 48, 64, 96, 128};

	return bits[level];
}
/** xt_level_mask6() - the mask over 64 bits of an address, @half 0 or 1, as it stands in a packet */
static inline u64 xt_level_mask6(u32 level, unsigned int half)
{
	unsigned int bits = xt_level_bits6(level), from = 64 * half;

	if (bits <= from)
		return 0;
	return bits >= from + 64 ? ~0ull : htobe64(~0ull << (64 - (bits - from)));
}

static inline u64 xt_addr6_hash(const u64 addr[2], u32 level)
{
	u64 h = (addr[0] & xt_level_mask6(level, 0)) * 0x9e3779b97f4a7c15u;

	return (h ^ h >> 29 ^ (addr[1] & xt_level_mask6(level, 1))) * 0xbf58476d1ce4e5b9u;
}

/* What a key's addresses are under the group's choice of bits. */
static inline u64 xt_group_addrs(const struct xt_group *g, const struct xt_key *k, bool v6)
{
	if (!v6)
		return k->addrs & g->addrs;
	return xt_addr6_hash(k->addr6[0], (u32)g->addrs) ^
	       xt_addr6_hash(k->addr6[1], (u32)(g->addrs >> 32)) * 3;
}

/** xt_group_list() - which of the group's lists a key belongs to */
static inline u32 xt_group_list(const struct xt_group *g, const struct xt_key *k, bool v6)
{
	u64 h = xt_group_addrs(g, k, v6) * 0x9e3779b97f4a7c15u;

	h = (h ^ h >> 32 ^ (k->l4 & g->l4)) * 0xd6e8feb86659fd93u;
	if (g->in)
		h ^= k->in;
	if (g->out)
		h ^= k->out * 3;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
	return g->head + (u32)((h >> 32) & ((1u << g->bits) - 1));
}

/** ipt_compile(), ip6t_compile() - make info->program; => 0 or -ENOMEM */
int __must_check ipt_compile(struct xt_table_info *info);
int __must_check ip6t_compile(struct xt_table_info *info);
void xt_program_free(struct xt_program *program);
/** xt_index_build() - segments and their indexes; => 0 or -ENOMEM */
int __must_check xt_index_build(struct xt_program *p);
/** ipt_run(), ip6t_run() - a packet through the compiled form; as xt_run_linear() in all it does */
unsigned int ipt_run(const struct xt_table *table, const struct xt_table_info *info,
		     struct sk_buff *skb, const struct nf_hook_state *state);
unsigned int ip6t_run(const struct xt_table *table, const struct xt_table_info *info,
		      struct sk_buff *skb, const struct nf_hook_state *state);

#endif

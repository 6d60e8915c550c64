// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Segments and their indexes: how they are built.  What they are, and why skipping rules is right,
 * stands in program.h.
 *
 * Which key bits a rule offers is its signature: whole bytes of the addresses, the protocol, the
 * upper bits that all ports of its range share, whole device names.  Each signature would be a
 * group of its own; as every group costs a look-up, groups are merged, to the bits that both have,
 * as long as that costs less in rules looked at than it saves in look-ups.
 *
 * Building is O(n) in the rules, but for the merging, which is bounded in the number of signatures.
 */
#include "xtables/compile/program.h"

#include <stdlib.h>

/* A signature: levels of source, destination (IPv4: bytes, IPv6: xt_level_bits6()), source and destination port (4 bits each),
 * and whether protocol, in- and output device are known.  Three bits a field. */
enum { S_SRC, S_DST, S_SPORT, S_DPORT, S_PROTO, S_IN, S_OUT, S_FIELDS };

#define SIG_BITS	      (3 * S_FIELDS)
#define SIG_SET(field, level) ((u32)(level) << (3 * (field)))
#define SIG_GET(sig, field)   ((sig) >> (3 * (field)) & 7)

#define MAX_SIGS	      64u /* more are folded at once, without asking what it costs */
#define MIN_INDEXED	      6u /* rules below which one after the other is faster */
#define COST_LOOKUP	      2.0 /* of a group, in rules looked at */

/* How much each level of a field tells packets apart, in bits. */
static const double field_bits[S_FIELDS] = {
	[S_SRC] = 4,	 [S_DST] = 4, [S_SPORT] = 2, [S_DPORT] = 3,
	[S_PROTO] = 1.5, [S_IN] = 2,  [S_OUT] = 2};

struct sig {
	u32 bits;
	u32 count; /* rules */
	u32 into; /* index of the signature that it was merged into; itself: none */
};

struct builder {
	struct xt_program *p;
	u32 *sig_of; /* by rule, signature, later group */
	u16 *slot; /* by folded signature: its place in sigs plus 1 */
	struct sig sigs[MAX_SIGS];
	u32 nr_sigs;
};

/* ---- signatures ---- */

static u32 mask_level(__be32 mask, bool inverted)
{
	u32 m = ~ntohl(mask);

	return inverted ? 0 : (m ? (u32)__builtin_clz(m) : 32u) / 8;
}

/* The longest level that a mask covers from the first bit on. */
static u32 mask_level6(const u64 mask[2], bool inverted)
{
	u32 level = XT_LEVELS6 - 1;

	if (inverted)
		return 0;
	while ((~mask[0] & xt_level_mask6(level, 0)) | (~mask[1] & xt_level_mask6(level, 1)))
		level--;
	return level;
}

static u32 addr_levels(const struct xt_program *p, const struct xt_rule *r)
{
	bool src_inv = r->want & R_SRC_INV, dst_inv = r->want & R_DST_INV;
	const struct xt_addrs6 *a;

	if (!p->addrs6)
		return SIG_SET(S_SRC, mask_level(r->smsk, src_inv)) |
		       SIG_SET(S_DST, mask_level(r->dmsk, dst_inv));
	a = &p->addrs6[r - p->rules];
	return SIG_SET(S_SRC, mask_level6(a->mask[0], src_inv)) |
	       SIG_SET(S_DST, mask_level6(a->mask[1], dst_inv));
}

static u32 port_level(const u16 range[2], bool inverted)
{
	u32 differ = range[0] ^ (u32)(range[0] + range[1]);

	return inverted ? 0 : (differ ? (u32)__builtin_clz(differ) - 16 : 16u) / 4;
}

/* The mask covers a whole name with its NUL, so that nothing but that name fits. */
static bool whole_name(const u64 name[2], const u64 mask[2])
{
	const u8 *n = (const u8 *)name, *m = (const u8 *)mask;

	for (unsigned int i = 0; i < IFNAMSIZ; i++) {
		if (m[i] != 0xff)
			return false;
		if (!n[i])
			return i > 0;
	}
	return false;
}

static u32 signature(const struct xt_program *p, const struct xt_rule *r)
{
	u32 sig = addr_levels(p, r) | SIG_SET(S_PROTO, r->proto_mask && !(r->want & R_PROTO_INV));

	if (r->ports)
		sig |= SIG_SET(S_SPORT, port_level(r->sport, r->want & R_SPORT_INV)) |
		       SIG_SET(S_DPORT, port_level(r->dport, r->want & R_DPORT_INV));
	if ((r->want & (R_IN | R_IN_INV)) == R_IN)
		sig |= SIG_SET(S_IN,
			       whole_name(p->ifaces[r->iface].in, p->ifaces[r->iface].in_mask));
	if ((r->want & (R_OUT | R_OUT_INV)) == R_OUT)
		sig |= SIG_SET(S_OUT,
			       whole_name(p->ifaces[r->iface].out, p->ifaces[r->iface].out_mask));
	return sig;
}

/* What both know. */
static u32 meet(u32 a, u32 b)
{
	u32 sig = 0;

	for (unsigned int f = 0; f < S_FIELDS; f++)
		sig |= SIG_SET(f, min_t(u32, SIG_GET(a, f), SIG_GET(b, f)));
	return sig;
}

/* How many of @count rules with this signature a packet has to look at, as a guess. */
static double looked_at(u32 sig, u32 count)
{
	double bits = 0, rules = count;

	for (unsigned int f = 0; f < S_FIELDS; f++)
		bits += field_bits[f] * SIG_GET(sig, f);
	while (bits-- > 0)
		rules *= 0.5;
	return rules;
}

/* ---- merging ---- */

static double merge_cost(const struct sig *a, const struct sig *b)
{
	return looked_at(meet(a->bits, b->bits), a->count + b->count) -
	       looked_at(a->bits, a->count) - looked_at(b->bits, b->count);
}

static void merge(struct builder *b, u32 from, u32 into)
{
	b->sigs[into].bits = meet(b->sigs[from].bits, b->sigs[into].bits);
	b->sigs[into].count += b->sigs[from].count;
	b->sigs[from].into = into;
}

static bool cheapest_pair(const struct builder *b, u32 *from, u32 *into, double *cost)
{
	bool found = false;

	*cost = 0;
	for (u32 i = 0; i < b->nr_sigs; i++)
		for (u32 k = 0; k < i; k++) {
			double c;

			if (b->sigs[i].into != i || b->sigs[k].into != k)
				continue;
			c = merge_cost(&b->sigs[i], &b->sigs[k]);
			if (!found || c < *cost) {
				*from = i;
				*into = k;
				*cost = c;
				found = true;
			}
		}
	return found;
}

static u32 count_groups(const struct builder *b)
{
	u32 n = 0;

	for (u32 i = 0; i < b->nr_sigs; i++)
		n += b->sigs[i].into == i;
	return n;
}

static void merge_groups(struct builder *b)
{
	u32 groups = count_groups(b), from = 0, into = 0;
	double cost = 0;

	while (groups > 1 && cheapest_pair(b, &from, &into, &cost) &&
	       (groups > XT_MAX_GROUPS || cost < COST_LOOKUP)) {
		merge(b, from, into);
		groups--;
	}
}

static u32 merged_into(const struct builder *b, u32 i)
{
	while (b->sigs[i].into != i)
		i = b->sigs[i].into;
	return i;
}

/* ---- a segment ---- */

static u64 addr_mask(u32 level)
{
	return level ? (u64)htonl(~0u << (32 - 8 * level)) : 0;
}

static u32 port_mask(u32 level)
{
	return 0xffffu << (16 - 4 * level) & 0xffff;
}

static u64 group_addrs(const struct sig *s, bool v6)
{
	u32 src = SIG_GET(s->bits, S_SRC), dst = SIG_GET(s->bits, S_DST);

	return v6 ? src | (u64)dst << 32 : addr_mask(src) | addr_mask(dst) << 32;
}

static struct xt_group group_of(const struct sig *s, bool v6)
{
	return (struct xt_group){
		.addrs = group_addrs(s, v6),
		.l4 = XT_L4(SIG_GET(s->bits, S_PROTO) ? 0xff : 0,
			    port_mask(SIG_GET(s->bits, S_SPORT)),
			    port_mask(SIG_GET(s->bits, S_DPORT))),
		.in = SIG_GET(s->bits, S_IN),
		.out = SIG_GET(s->bits, S_OUT),
	};
}

/* The signature's place in b->sigs; a signature too many is folded into what it shares with the
 * first. */
static u32 note_sig(struct builder *b, u32 sig)
{
	u32 i = b->slot[sig];

	if (i) {
		b->sigs[i - 1].count++;
		return i - 1;
	}
	if (b->nr_sigs == MAX_SIGS) {
		b->sigs[0].bits = meet(b->sigs[0].bits, sig);
		b->sigs[0].count++;
		return 0;
	}
	i = b->nr_sigs++;
	b->sigs[i] = (struct sig){.bits = sig, .count = 1, .into = i};
	b->slot[sig] = (u16)(i + 1);
	return i;
}

static u32 log2_room(u32 count)
{
	u32 bits = 0;

	while (1u << bits < count * 2 && bits < 24)
		bits++;
	return bits;
}

/* Rules that no packet fits are in no list; the last is always looked at. */
static bool is_listed(const struct xt_segment *s, const struct xt_rule *r, u32 rule)
{
	return rule != s->last && !(r->want & R_NEVER);
}

static void deal_out(struct builder *b, struct xt_segment *s, const u8 *group_at)
{
	struct xt_program *p = b->p;

	for (u32 rule = s->last; rule-- > s->first;) {
		const struct xt_rule *r = &p->rules[rule];
		const struct xt_iface_pair *pair = &p->ifaces[r->iface];
		struct xt_key key = {.addrs = r->src | (u64)r->dst << 32,
				     .l4 = XT_L4(r->proto, r->sport[0], r->dport[0])};
		u32 list;

		if (!is_listed(s, r, rule))
			continue;
		if (p->addrs6)
			memcpy(key.addr6, p->addrs6[rule].addr, sizeof(key.addr6));
		if (r->want & (R_IN | R_OUT)) {
			key.in = xt_name_hash(pair->in);
			key.out = xt_name_hash(pair->out);
		}
		list = xt_group_list(&s->group[group_at[b->sig_of[rule]]], &key, p->addrs6);
		p->next[rule] = p->heads[list];
		p->heads[list] = rule;
	}
}

static int grow_heads(struct xt_program *p, u32 more)
{
	u32 *heads = realloc(p->heads, (size_t)(p->nr_heads + more) * sizeof(*heads));

	if (!heads)
		return -ENOMEM;
	memset(heads + p->nr_heads, 0xff, more * sizeof(*heads));
	p->heads = heads;
	p->nr_heads += more;
	return 0;
}

static int make_groups(struct builder *b, struct xt_segment *s)
{
	u8 group_at[MAX_SIGS];

	for (u32 i = 0; i < b->nr_sigs; i++) {
		struct xt_group *g;

		if (b->sigs[i].into != i)
			continue;
		g = &s->group[s->nr_groups];
		*g = group_of(&b->sigs[i], b->p->addrs6);
		g->bits = (u8)(g->addrs || g->l4 || g->in || g->out ? log2_room(b->sigs[i].count)
								    : 0);
		g->head = b->p->nr_heads;
		s->ports |= (g->l4 & 0xffffffff) != 0;
		s->ifaces |= g->in || g->out;
		if (grow_heads(b->p, 1u << g->bits))
			return -ENOMEM;
		group_at[i] = s->nr_groups++;
	}
	for (u32 i = 0; i < b->nr_sigs; i++)
		group_at[i] = group_at[merged_into(b, i)];
	deal_out(b, s, group_at);
	return 0;
}

/* Is an index worth it? */
static bool pays(const struct builder *b, const struct xt_segment *s)
{
	double cost = 0;

	for (u32 i = 0; i < b->nr_sigs; i++)
		if (b->sigs[i].into == i)
			cost += COST_LOOKUP + looked_at(b->sigs[i].bits, b->sigs[i].count);
	return b->nr_sigs && cost < s->last - s->first;
}

static int index_segment(struct builder *b, struct xt_segment *s)
{
	int err = 0;

	if (s->last - s->first < MIN_INDEXED)
		return 0;
	b->nr_sigs = 0;
	for (u32 rule = s->first; rule < s->last; rule++)
		if (is_listed(s, &b->p->rules[rule], rule))
			b->sig_of[rule] = note_sig(b, signature(b->p, &b->p->rules[rule]));
	for (u32 rule = s->first; rule < s->last; rule++)
		b->slot[signature(b->p, &b->p->rules[rule])] = 0;
	merge_groups(b);
	if (pays(b, s))
		err = make_groups(b, s);
	return err;
}

/* ---- all segments ---- */

/* It fits every packet, and the next rule is not reached through it. */
static bool ends_segment(const struct xt_rule *r)
{
	return !r->want && !r->smsk && !r->src && !r->dmsk && !r->dst && !r->addrs && !r->walk &&
	       !r->proto_mask && !r->nr_matches &&
	       (r->kind == RULE_VERDICT || r->kind == RULE_RETURN || r->kind == RULE_GOTO);
}

/* A chain's head is entered by nobody; it stands alone. */
static bool is_head(const struct xt_program *p, const struct xt_rule *r)
{
	return r->kind == RULE_TARGET &&
	       strcmp(p->targets[r->arg].target->name, XT_ERROR_TARGET) == 0;
}

static void cut_segments(struct xt_program *p)
{
	bool fresh = true;

	for (u32 rule = 0; rule < p->nr_rules; rule++) {
		struct xt_rule *r = &p->rules[rule];
		bool head = is_head(p, r);

		if (fresh || head)
			p->segments[p->nr_segments++].first = rule;
		r->segment = p->nr_segments - 1;
		p->segments[r->segment].last = rule;
		fresh = head || ends_segment(r);
	}
}

static bool has_end(const struct xt_program *p, const struct xt_segment *s)
{
	return ends_segment(&p->rules[s->last]);
}

int xt_index_build(struct xt_program *p)
{
	struct builder *b = calloc(1, sizeof(*b));
	int err = -ENOMEM;

	p->segments = calloc(p->nr_rules, sizeof(*p->segments));
	p->next = malloc(p->nr_rules * sizeof(*p->next));
	if (!b)
		return -ENOMEM;
	b->p = p;
	b->sig_of = calloc(p->nr_rules, sizeof(*b->sig_of));
	b->slot = calloc(1u << SIG_BITS, sizeof(*b->slot));
	if (!p->segments || !p->next || !b->sig_of || !b->slot)
		goto out;
	memset(p->next, 0xff, p->nr_rules * sizeof(*p->next));
	cut_segments(p);
	err = 0;
	for (u32 i = 0; i < p->nr_segments && !err; i++)
		if (has_end(p, &p->segments[i]))
			err = index_segment(b, &p->segments[i]);
out:
	free(b->slot);
	free(b->sig_of);
	free(b);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A packet through the compiled rules.
 *
 * The walk is that of linear.c; what differs is how the next rule is found: in a segment with an
 * index there is a cursor in one list of each group, and the next rule is the lowest of them.  A
 * jump saves the cursors, a return brings them back, unless the key has changed in between (a
 * target may change the packet), which is told by the epoch.
 */
#include "xtables/compile/program.h"

#include <stdlib.h>

#define LOCAL_FRAMES 16u

struct frame {
	u32 rule; /* that jumped */
	u32 epoch;
	u32 cursor[XT_MAX_GROUPS];
};

struct run {
	const struct xt_program *p;
	const struct xt_segment *segment;
	struct ipt_key key;
	u16 sport, dport;
	u8 proto, flags; /* the TCP flags */
	bool whole; /* no transport header, or all that port matches read is there */
	bool indexed; /* in this segment, for this packet */
	bool hashed; /* key.in and key.out are filled in */
	u32 epoch;
	u32 cursor[XT_MAX_GROUPS];
	struct sk_buff *skb;
	struct xt_action_param par;
	struct frame *frames;
	u32 depth, room;
};

/* ---- the key ---- */

static inline void read_ports(struct run *r, const u8 *th)
{
	r->sport = get_unaligned_be16(th);
	r->dport = get_unaligned_be16(th + 2);
}

/* As the tcp and udp matches look for their header: none in later fragments. */
static inline void read_transport(struct run *r)
{
	u32 need = r->proto == IPPROTO_TCP ? sizeof(struct tcphdr) : sizeof(struct udphdr);
	u8 buf[sizeof(struct tcphdr)];
	const u8 *th;

	r->whole = true;
	r->sport = r->dport = 0;
	r->flags = 0;
	if (r->proto != IPPROTO_TCP && r->proto != IPPROTO_UDP && r->proto != IPPROTO_UDPLITE)
		return;
	th = skb_header_pointer(r->skb, r->par.thoff, need, buf);
	r->whole = !r->par.fragoff && th;
	if (unlikely(!r->whole))
		return;
	read_ports(r, th);
	if (r->proto == IPPROTO_TCP)
		r->flags = th[13];
}

static inline void read_key(struct run *r)
{
	const struct iphdr *ip = ip_hdr(r->skb);

	r->proto = ip->protocol;
	read_transport(r);
	r->key.addrs = ip->saddr | (u64)ip->daddr << 32;
	r->key.l4 = IPT_L4(r->proto, r->sport, r->dport);
}

static void hash_device(const struct net_device *dev, u64 *hash)
{
	u64 name[2] = {0, 0};

	if (dev)
		memcpy(name, dev->name, IFNAMSIZ);
	*hash = xt_name_hash(name);
}

/* ---- which rule comes next ---- */

static inline u32 lowest(const struct run *r)
{
	u32 rule = r->segment->last;

	for (u32 g = 0; g < r->segment->nr_groups; g++)
		if (r->cursor[g] < rule)
			rule = r->cursor[g];
	return rule;
}

/* The cursors go to the first rule of their lists that is not before @rule. */
static inline void find_lists(struct run *r, u32 rule)
{
	const struct xt_segment *s = r->segment;

	if (unlikely(s->ifaces && !r->hashed)) {
		hash_device(r->par.state->in, &r->key.in);
		hash_device(r->par.state->out, &r->key.out);
		r->hashed = true;
	}
	for (u32 g = 0; g < s->nr_groups; g++) {
		u32 at = r->p->heads[xt_group_list(&s->group[g], &r->key)];

		while (unlikely(at < rule))
			at = r->p->next[at];
		r->cursor[g] = at;
	}
}

/* The walk goes on at @rule or later, in whatever segment that is; => the first to look at. */
static inline u32 enter(struct run *r, u32 rule)
{
	const struct xt_segment *s = &r->p->segments[r->p->rules[rule].segment];

	r->segment = s;
	r->indexed = s->nr_groups && (r->whole || !s->ports);
	if (!r->indexed)
		return rule;
	find_lists(r, rule);
	return lowest(r);
}

static inline u32 next_rule(struct run *r, u32 rule)
{
	u32 next;

	if (!r->indexed)
		return rule + 1;
	next = r->p->next[rule];
	for (u32 g = 0; g < r->segment->nr_groups; g++)
		if (r->cursor[g] == rule)
			r->cursor[g] = next;
	return lowest(r);
}

/* ---- does a rule fit? ---- */

static bool words_differ(const struct net_device *dev, const u64 want[2], const u64 mask[2])
{
	u64 name[2] = {0, 0};

	if (dev)
		memcpy(name, dev->name, IFNAMSIZ);
	return ((name[0] & mask[0]) ^ want[0]) | ((name[1] & mask[1]) ^ want[1]);
}

static bool ifaces_fit(const struct run *r, const struct xt_rule *rule)
{
	const struct xt_iface_pair *pair = &r->p->ifaces[rule->iface];
	u32 want = rule->want;

	if (want & R_IN &&
	    words_differ(r->par.state->in, pair->in, pair->in_mask) != !!(want & R_IN_INV))
		return false;
	return !(want & R_OUT) ||
	       words_differ(r->par.state->out, pair->out, pair->out_mask) == !!(want & R_OUT_INV);
}

static inline bool source_differs(const struct run *r, const struct xt_rule *rule)
{
	return ((u32)r->key.addrs & rule->smsk) != rule->src;
}

static inline bool dest_differs(const struct run *r, const struct xt_rule *rule)
{
	return ((u32)(r->key.addrs >> 32) & rule->dmsk) != rule->dst;
}

static inline bool proto_differs(const struct run *r, const struct xt_rule *rule)
{
	return (r->proto & rule->proto_mask) != rule->proto;
}

static inline bool outside(u16 port, const u16 range[2])
{
	return (u16)(port - range[0]) > range[1];
}

/* The header of a rule that asks for more than plain addresses and protocol. */
static bool odd_head_fits(const struct run *r, const struct xt_rule *rule)
{
	u32 want = rule->want;

	if (source_differs(r, rule) != !!(want & R_SRC_INV) ||
	    dest_differs(r, rule) != !!(want & R_DST_INV) ||
	    proto_differs(r, rule) != !!(want & R_PROTO_INV))
		return false;
	if (want & (R_IN | R_OUT) && !ifaces_fit(r, rule))
		return false;
	if (want & (R_FRAG | R_NOT_FRAG | R_NEVER))
		return !(want & R_NEVER) && !!(want & R_FRAG) == !!r->par.fragoff;
	return true;
}

static bool odd_ports_fit(const struct run *r, const struct xt_rule *rule)
{
	u32 want = rule->want;

	if (outside(r->sport, rule->sport) != !!(want & R_SPORT_INV) ||
	    outside(r->dport, rule->dport) != !!(want & R_DPORT_INV))
		return false;
	return !(want & R_TCP_FLAGS) ||
	       ((r->flags & rule->flg_mask) == rule->flg_cmp) == !(want & R_FLAGS_INV);
}

static bool matches_fit(struct run *r, const struct xt_rule *rule, u32 from)
{
	const struct xt_rule_match *m = &r->p->matches[rule->match + from];
	const struct xt_rule_match *end = &r->p->matches[rule->match + rule->nr_matches];

	for (; m < end; m++) {
		r->par.match = m->match;
		r->par.matchinfo = m->info;
		if (!m->fn(r->skb, &r->par))
			return false;
	}
	return true;
}

static bool odd_fits(struct run *r, const struct xt_rule *rule)
{
	if (!odd_head_fits(r, rule))
		return false;
	if (!r->whole)
		return matches_fit(r, rule, 0);
	return (!rule->ports || odd_ports_fit(r, rule)) && matches_fit(r, rule, rule->fast);
}

static inline bool fits(struct run *r, const struct xt_rule *rule)
{
	if (unlikely(rule->want || !r->whole))
		return odd_fits(r, rule);
	/* Without a branch between them: one of four fails, and nobody can say which. */
	if ((int)source_differs(r, rule) | (int)dest_differs(r, rule) |
	    (int)proto_differs(r, rule) | (int)outside(r->sport, rule->sport) |
	    (int)outside(r->dport, rule->dport))
		return false;
	return likely(rule->nr_matches == rule->fast) || matches_fit(r, rule, rule->fast);
}

/* ---- jumps ---- */

static __noinline bool more_frames(struct run *r, const struct frame *local)
{
	u32 room = r->room * 2;
	struct frame *bigger = malloc(room * sizeof(*bigger));

	if (!bigger)
		return false;
	memcpy(bigger, r->frames, r->depth * sizeof(*bigger));
	if (r->frames != local)
		free(r->frames);
	r->frames = bigger;
	r->room = room;
	return true;
}

static inline void save(struct run *r, u32 rule)
{
	struct frame *f = &r->frames[r->depth++];

	f->rule = rule;
	f->epoch = r->epoch;
	if (r->indexed)
		memcpy(f->cursor, r->cursor, sizeof(f->cursor));
}

static inline u32 come_back(struct run *r)
{
	const struct frame *f = &r->frames[--r->depth];
	const struct xt_segment *s = &r->p->segments[r->p->rules[f->rule].segment];

	if (unlikely(f->epoch != r->epoch))
		return enter(r, f->rule + 1);
	r->segment = s;
	r->indexed = s->nr_groups && (r->whole || !s->ports);
	if (r->indexed)
		memcpy(r->cursor, f->cursor, sizeof(f->cursor));
	return next_rule(r, f->rule);
}

/* A target that lets the packet go on may have changed what rules look at. */
static u32 after_target(struct run *r, u32 rule)
{
	struct ipt_key before = r->key;
	bool whole = r->whole;

	read_key(r);
	if (likely(before.addrs == r->key.addrs && before.l4 == r->key.l4 && whole == r->whole))
		return next_rule(r, rule);
	r->epoch++;
	return enter(r, rule + 1);
}

unsigned int ipt_run(const struct xt_table *table, const struct xt_table_info *info,
		     struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct frame local[LOCAL_FRAMES];
	struct xt_counters *counters = info->counters[skb->shard->id];
	struct run r; /* filled in field by field: cursors and key need no zeros */
	unsigned int verdict = NF_DROP;
	u32 at;

	r.p = info->program;
	r.skb = skb;
	r.hashed = false;
	r.epoch = 0;
	r.key.in = r.key.out = 0;
	r.frames = local;
	r.depth = 0;
	r.room = LOCAL_FRAMES;
	r.par.state = state;
	r.par.hotdrop = false;
	r.par.why = NULL;
	r.par.thoff = ip_hdrlen(skb);
	r.par.fragoff = ntohs(ip_hdr(skb)->frag_off) & 0x1fff;
	read_key(&r);
	at = enter(&r, info->hook_rule[state->hook]);
	do {
		const struct xt_rule *rule = &r.p->rules[at];

		if (!fits(&r, rule)) {
			at = next_rule(&r, at);
			continue;
		}
		xt_count(&counters[at], skb->len);
		if (unlikely(skb->nf_trace))
			xt_trace_rule(table, info, at, skb, state);
		switch ((enum xt_rule_kind)rule->kind) {
		case RULE_VERDICT:
			verdict = rule->arg;
			goto out;
		case RULE_RETURN:
			at = r.depth ? come_back(&r) : enter(&r, info->policy_rule[state->hook]);
			break;
		case RULE_JUMP:
			if (unlikely(r.depth >= info->stacksize ||
				     (r.depth == r.room && !more_frames(&r, local))))
				goto out;
			save(&r, at);
			at = enter(&r, rule->arg);
			break;
		case RULE_GOTO:
			at = enter(&r, rule->arg);
			break;
		case RULE_TARGET:
			r.par.target = r.p->targets[rule->arg].target;
			r.par.targinfo = r.p->targets[rule->arg].info;
			verdict = r.p->targets[rule->arg].fn(skb, &r.par);
			if (verdict != XT_CONTINUE)
				goto out;
			at = after_target(&r, at);
			break;
		}
	} while (likely(!r.par.hotdrop));
out:
	if (unlikely(r.frames != local))
		free(r.frames);
	return unlikely(r.par.hotdrop) ? NF_DROP : verdict;
}

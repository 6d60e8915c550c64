// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A packet through the compiled rules.
 *
 * All functions take the family as a constant (@v6) and are compiled once for each; ipt_run() and
 * ip6t_run() at the end are the two.
 *
 * The walk is that of linear.c; what differs is how the next rule is found: in a segment with an
 * index there is a cursor in one list of each group, and the next rule is the lowest of them.  A
 * jump saves the cursors, a return brings them back, unless the key has changed in between (a
 * target may change the packet), which is told by the epoch.
 */
#include "net/ipv6.h"
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
	struct xt_key key;
	u16 sport, dport;
	u8 proto, flags; /* the TCP flags */
	bool whole; /* no transport header, or all that port matches read is there */
	bool indexed; /* in this segment, for this packet */
	bool bad; /* IPv6: the headers cannot be walked to the transport header */
	u16 fragoff; /* IPv6: what par gets in a rule that asks for a protocol; IPv4: par's */
	u32 thoff;
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
	th = skb_header_pointer(r->skb, r->thoff, need, buf);
	r->whole = !r->fragoff && th;
	if (unlikely(!r->whole))
		return;
	read_ports(r, th);
	if (r->proto == IPPROTO_TCP)
		r->flags = th[13];
}

static inline void read_key4(struct run *r)
{
	const struct iphdr *ip = ip_hdr(r->skb);

	r->proto = ip->protocol;
	r->thoff = r->par.thoff;
	r->fragoff = r->par.fragoff;
	read_transport(r);
	r->key.addrs = ip->saddr | (u64)ip->daddr << 32;
}

static inline void read_key6(struct run *r)
{
	const struct ipv6hdr *ip = ipv6_hdr(r->skb);
	unsigned short fragoff = 0;
	int proto;

	memcpy(r->key.addr6, &ip->saddr, sizeof(r->key.addr6));
	r->thoff = 0;
	proto = ipv6_find_hdr(r->skb, &r->thoff, -1, &fragoff, NULL);
	r->fragoff = fragoff;
	r->bad = proto < 0;
	r->proto = (u8)(r->bad ? 0 : proto);
	read_transport(r);
	if (unlikely(r->bad))
		r->whole = false;
}

static __always_inline void read_key(struct run *r, bool v6)
{
	if (v6)
		read_key6(r);
	else
		read_key4(r);
	r->key.l4 = XT_L4(r->proto, r->sport, r->dport);
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
static __always_inline void find_lists(struct run *r, u32 rule, bool v6)
{
	const struct xt_segment *s = r->segment;

	if (unlikely(s->ifaces && !r->hashed)) {
		hash_device(r->par.state->in, &r->key.in);
		hash_device(r->par.state->out, &r->key.out);
		r->hashed = true;
	}
	for (u32 g = 0; g < s->nr_groups; g++) {
		u32 at = r->p->heads[xt_group_list(&s->group[g], &r->key, v6)];

		while (unlikely(at < rule))
			at = r->p->next[at];
		r->cursor[g] = at;
	}
}

static __always_inline bool may_index(const struct run *r, const struct xt_segment *s, bool v6)
{
	return s->nr_groups && (r->whole || !s->ports) && !(v6 && r->bad);
}

/* The walk goes on at @rule or later, in whatever segment that is; => the first to look at. */
static __always_inline u32 enter(struct run *r, u32 rule, bool v6)
{
	const struct xt_segment *s = &r->p->segments[r->p->rules[rule].segment];

	r->segment = s;
	r->indexed = may_index(r, s, v6);
	if (!r->indexed)
		return rule;
	find_lists(r, rule, v6);
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

static __always_inline bool source_differs(const struct run *r, const struct xt_rule *rule)
{
	return ((u32)r->key.addrs & rule->smsk) != rule->src;
}

static __always_inline bool dest_differs(const struct run *r, const struct xt_rule *rule)
{
	return ((u32)(r->key.addrs >> 32) & rule->dmsk) != rule->dst;
}

static inline bool addr6_differs(const struct run *r, const struct xt_rule *rule, unsigned int i)
{
	const struct xt_addrs6 *a = &r->p->addrs6[rule - r->p->rules];

	return (((r->key.addr6[i][0] & a->mask[i][0]) ^ a->addr[i][0]) |
		((r->key.addr6[i][1] & a->mask[i][1]) ^ a->addr[i][1])) != 0;
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
static bool odd_head4_fits(const struct run *r, const struct xt_rule *rule)
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

/* The protocol comes last: only a packet that fits all else is dropped for want of one. */
static bool odd_head6_fits(struct run *r, const struct xt_rule *rule)
{
	u32 want = rule->want;

	if (addr6_differs(r, rule, 0) != !!(want & R_SRC_INV) ||
	    addr6_differs(r, rule, 1) != !!(want & R_DST_INV))
		return false;
	if (want & (R_IN | R_OUT) && !ifaces_fit(r, rule))
		return false;
	if (rule->walk && r->bad) {
		r->par.hotdrop = true;
		return false;
	}
	return !(want & R_NEVER) && proto_differs(r, rule) == !!(want & R_PROTO_INV);
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

static __always_inline bool odd_fits(struct run *r, const struct xt_rule *rule, bool v6)
{
	if (!(v6 ? odd_head6_fits(r, rule) : odd_head4_fits(r, rule)))
		return false;
	if (!r->whole)
		return matches_fit(r, rule, 0);
	return (!rule->ports || odd_ports_fit(r, rule)) && matches_fit(r, rule, rule->fast);
}

static __noinline bool odd_fits4(struct run *r, const struct xt_rule *rule)
{
	return odd_fits(r, rule, false);
}

static __noinline bool odd_fits6(struct run *r, const struct xt_rule *rule)
{
	return odd_fits(r, rule, true);
}

static __always_inline bool fits4(struct run *r, const struct xt_rule *rule)
{
	if (unlikely(rule->want || !r->whole))
		return odd_fits4(r, rule);
	/* Without a branch between them: one of four fails, and nobody can say which. */
	if ((int)source_differs(r, rule) | (int)dest_differs(r, rule) |
	    (int)proto_differs(r, rule) | (int)outside(r->sport, rule->sport) |
	    (int)outside(r->dport, rule->dport))
		return false;
	return likely(rule->nr_matches == rule->fast) || matches_fit(r, rule, rule->fast);
}

/* Where the transport header stands is known to a rule that asks for a protocol. */
static inline void set_place6(struct run *r, const struct xt_rule *rule)
{
	r->par.thoff = rule->walk ? r->thoff : 0;
	r->par.fragoff = rule->walk ? r->fragoff : 0;
}

static __always_inline bool fits6(struct run *r, const struct xt_rule *rule)
{
	if (!rule->want && r->whole) {
		if ((int)proto_differs(r, rule) | (int)outside(r->sport, rule->sport) |
		    (int)outside(r->dport, rule->dport))
			return false;
		if (rule->addrs && (addr6_differs(r, rule, 0) || addr6_differs(r, rule, 1)))
			return false;
	}
	set_place6(r, rule);
	if (unlikely(rule->want || !r->whole))
		return odd_fits6(r, rule);
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

static __always_inline u32 come_back(struct run *r, bool v6)
{
	const struct frame *f = &r->frames[--r->depth];
	const struct xt_segment *s = &r->p->segments[r->p->rules[f->rule].segment];

	if (unlikely(f->epoch != r->epoch))
		return enter(r, f->rule + 1, v6);
	r->segment = s;
	r->indexed = may_index(r, s, v6);
	if (r->indexed)
		memcpy(r->cursor, f->cursor, sizeof(f->cursor));
	return next_rule(r, f->rule);
}

static __always_inline bool same_addrs(const struct xt_key *a, const struct xt_key *b, bool v6)
{
	return v6 ? !memcmp(a->addr6, b->addr6, sizeof(a->addr6)) : a->addrs == b->addrs;
}

/* A target that lets the packet go on may have changed what rules look at. */
static __always_inline u32 after_target(struct run *r, u32 rule, bool v6)
{
	struct xt_key before = r->key;
	bool whole = r->whole, bad = r->bad;

	read_key(r, v6);
	if (likely(same_addrs(&before, &r->key, v6) && before.l4 == r->key.l4 &&
		   whole == r->whole && (!v6 || bad == r->bad)))
		return next_rule(r, rule);
	r->epoch++;
	return enter(r, rule + 1, v6);
}

static __always_inline unsigned int run(const struct xt_table *table,
					const struct xt_table_info *info, struct sk_buff *skb,
					const struct nf_hook_state *state, bool v6)
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
	r.par.thoff = v6 ? 0 : ip_hdrlen(skb);
	r.par.fragoff = v6 ? 0 : ntohs(ip_hdr(skb)->frag_off) & 0x1fff;
	r.bad = false;
	read_key(&r, v6);
	at = enter(&r, info->hook_rule[state->hook], v6);
	do {
		const struct xt_rule *rule = &r.p->rules[at];

		if (!(v6 ? fits6(&r, rule) : fits4(&r, rule))) {
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
			at = r.depth ? come_back(&r, v6)
				     : enter(&r, info->policy_rule[state->hook], v6);
			break;
		case RULE_JUMP:
			if (unlikely(r.depth >= info->stacksize ||
				     (r.depth == r.room && !more_frames(&r, local)))) {
				verdict = NF_DROP;
				goto out;
			}
			save(&r, at);
			at = enter(&r, rule->arg, v6);
			break;
		case RULE_GOTO:
			at = enter(&r, rule->arg, v6);
			break;
		case RULE_TARGET:
			r.par.target = r.p->targets[rule->arg].target;
			r.par.targinfo = r.p->targets[rule->arg].info;
			verdict = r.p->targets[rule->arg].fn(skb, &r.par);
			if (verdict != XT_CONTINUE)
				goto out;
			at = after_target(&r, at, v6);
			break;
		}
	} while (likely(!r.par.hotdrop));
out:
	if (unlikely(r.frames != local))
		free(r.frames);
	return unlikely(r.par.hotdrop) ? NF_DROP : verdict;
}

unsigned int ipt_run(const struct xt_table *table, const struct xt_table_info *info,
		     struct sk_buff *skb, const struct nf_hook_state *state)
{
	return run(table, info, skb, state, false);
}

unsigned int ip6t_run(const struct xt_table *table, const struct xt_table_info *info,
		      struct sk_buff *skb, const struct nf_hook_state *state)
{
	return run(table, info, skb, state, true);
}

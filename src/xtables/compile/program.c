// SPDX-License-Identifier: GPL-2.0-or-later
/* From a checked blob to rules that packets are compared with quickly; see program.h. */
#include "xtables/compile/program.h"

#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <stdlib.h>

void xt_program_free(struct xt_program *p)
{
	if (!p)
		return;
	free(p->rules);
	free(p->addrs6);
	free(p->ifaces);
	free(p->matches);
	free(p->targets);
	free(p->segments);
	free(p->heads);
	free(p->next);
	free(p);
}

/* Where the next piece goes. */
struct writer {
	const struct xt_table_info *info;
	struct xt_program *p;
	u32 nr_matches, nr_targets, nr_ifaces;
};

static bool any_mask(const unsigned char *mask)
{
	static const unsigned char none[IFNAMSIZ];

	return memcmp(mask, none, IFNAMSIZ) != 0;
}

/* struct ipt_ip and struct ip6t_ip6 have their names and masks in one row, in this order. */
struct iface_names {
	char in[IFNAMSIZ], out[IFNAMSIZ];
	unsigned char in_mask[IFNAMSIZ], out_mask[IFNAMSIZ];
};
#define SAME_ROW(type)                                                                   \
	static_assert(offsetof(type, outiface) - offsetof(type, iniface) == IFNAMSIZ &&  \
			      offsetof(type, outiface_mask) - offsetof(type, iniface) == \
				      offsetof(struct iface_names, out_mask),            \
		      "struct iface_names")
SAME_ROW(struct ipt_ip);
SAME_ROW(struct ip6t_ip6);

static void compile_ifaces(struct writer *w, struct xt_rule *r, const char *names, bool in_inv,
			   bool out_inv)
{
	const struct iface_names *n = (const struct iface_names *)names;
	struct xt_iface_pair *pair;

	if (any_mask(n->in_mask) || in_inv)
		r->want |= R_IN | (in_inv ? R_IN_INV : 0);
	if (any_mask(n->out_mask) || out_inv)
		r->want |= R_OUT | (out_inv ? R_OUT_INV : 0);
	if (!(r->want & (R_IN | R_OUT)))
		return;
	r->iface = w->nr_ifaces++;
	pair = &w->p->ifaces[r->iface];
	memcpy(pair->in, n->in, IFNAMSIZ);
	memcpy(pair->in_mask, n->in_mask, IFNAMSIZ);
	memcpy(pair->out, n->out, IFNAMSIZ);
	memcpy(pair->out_mask, n->out_mask, IFNAMSIZ);
	for (unsigned int i = 0; i < 2; i++) {
		pair->in[i] &= pair->in_mask[i];
		pair->out[i] &= pair->out_mask[i];
	}
}

/* Protocol 0 is any, and inverted too. */
static void compile_proto(struct xt_rule *r, u16 proto, bool inv)
{
	if (proto > 0xff) {
		/* No packet has it. */
		if (!inv)
			r->want |= R_NEVER;
	} else if (proto) {
		r->proto = (u8)proto;
		r->proto_mask = 0xff;
		if (inv)
			r->want |= R_PROTO_INV;
	}
}

static void compile_head4(struct writer *w, struct xt_rule *r, const struct ipt_ip *ip)
{
	bool inv_frag = ip->invflags & IPT_INV_FRAG;

	r->smsk = ip->smsk.s_addr;
	r->src = ip->src.s_addr;
	r->dmsk = ip->dmsk.s_addr;
	r->dst = ip->dst.s_addr;
	if (ip->invflags & IPT_INV_SRCIP)
		r->want |= R_SRC_INV;
	if (ip->invflags & IPT_INV_DSTIP)
		r->want |= R_DST_INV;
	compile_proto(r, ip->proto, ip->invflags & IPT_INV_PROTO);
	if (ip->flags & IPT_F_FRAG)
		r->want |= inv_frag ? R_NOT_FRAG : R_FRAG;
	else if (inv_frag)
		r->want |= R_NEVER;
	compile_ifaces(w, r, ip->iniface, ip->invflags & IPT_INV_VIA_IN,
		       ip->invflags & IPT_INV_VIA_OUT);
}

static void compile_addr6(struct xt_rule *r, struct xt_addrs6 *a, unsigned int which,
			  const struct in6_addr *addr, const struct in6_addr *mask)
{
	memcpy(a->mask[which], mask, sizeof(*mask));
	memcpy(a->addr[which], addr, sizeof(*addr));
	/* Bits outside the mask do not count. */
	for (unsigned int i = 0; i < 2; i++)
		a->addr[which][i] &= a->mask[which][i];
	r->addrs |= (a->mask[which][0] | a->mask[which][1]) != 0;
}

static void compile_head6(struct writer *w, struct xt_rule *r, struct xt_addrs6 *a,
			  const struct ip6t_ip6 *ip)
{
	compile_addr6(r, a, 0, &ip->src, &ip->smsk);
	compile_addr6(r, a, 1, &ip->dst, &ip->dmsk);
	if (ip->invflags & IP6T_INV_SRCIP)
		r->want |= R_SRC_INV;
	if (ip->invflags & IP6T_INV_DSTIP)
		r->want |= R_DST_INV;
	r->walk = ip->flags & IP6T_F_PROTO;
	if (r->walk)
		compile_proto(r, ip->proto, ip->invflags & IP6T_INV_PROTO);
	compile_ifaces(w, r, ip->iniface, ip->invflags & IP6T_INV_VIA_IN,
		       ip->invflags & IP6T_INV_VIA_OUT);
}

static void set_ports(struct xt_rule *r, const u16 s[2], const u16 d[2], bool sinv, bool dinv)
{
	r->ports = true;
	r->sport[0] = s[0];
	r->sport[1] = (u16)(s[1] - s[0]);
	r->dport[0] = d[0];
	r->dport[1] = (u16)(d[1] - d[0]);
	if (sinv)
		r->want |= R_SPORT_INV;
	if (dinv)
		r->want |= R_DPORT_INV;
}

/* A range that is upside down fits no port; the arithmetic above does not know it. */
static bool upright(const u16 range[2])
{
	return range[0] <= range[1];
}

static bool compile_tcp(struct xt_rule *r, const struct xt_tcp *tcp)
{
	if (tcp->option || !upright(tcp->spts) || !upright(tcp->dpts))
		return false;
	set_ports(r, tcp->spts, tcp->dpts, tcp->invflags & XT_TCP_INV_SRCPT,
		  tcp->invflags & XT_TCP_INV_DSTPT);
	if (tcp->flg_mask || tcp->flg_cmp || tcp->invflags & XT_TCP_INV_FLAGS) {
		r->flg_mask = tcp->flg_mask;
		r->flg_cmp = tcp->flg_cmp;
		r->want |= R_TCP_FLAGS | (tcp->invflags & XT_TCP_INV_FLAGS ? R_FLAGS_INV : 0);
	}
	return true;
}

static bool compile_udp(struct xt_rule *r, const struct xt_udp *udp)
{
	if (!upright(udp->spts) || !upright(udp->dpts))
		return false;
	set_ports(r, udp->spts, udp->dpts, udp->invflags & XT_UDP_INV_SRCPT,
		  udp->invflags & XT_UDP_INV_DSTPT);
	return true;
}

/* => the rule decides this match itself (for packets whose transport header is whole) */
static bool compile_match(struct xt_rule *r, const struct xt_entry_match *m)
{
	bool plain = r->proto_mask && !(r->want & R_PROTO_INV) && !r->ports;

	switch (m->u.kernel.match->compile) {
	case XT_COMPILE_TCP:
		return plain && r->proto == IPPROTO_TCP &&
		       compile_tcp(r, (const struct xt_tcp *)m->data);
	case XT_COMPILE_UDP:
		return plain && (r->proto == IPPROTO_UDP || r->proto == IPPROTO_UDPLITE) &&
		       compile_udp(r, (const struct xt_udp *)m->data);
	default:
		return false;
	}
}

static void compile_matches(struct writer *w, struct xt_rule *r, const void *e)
{
	const struct xt_entry_match *m;
	bool leading = true;

	r->match = w->nr_matches;
	xt_for_each_match(m, w->info->family, e)
	{
		const struct xt_match *match = m->u.kernel.match;

		if (match->compile == XT_COMPILE_TRUE)
			continue;
		leading = leading && compile_match(r, m);
		r->fast += leading;
		w->p->matches[w->nr_matches++] =
			(struct xt_rule_match){.fn = match->match, .match = match, .info = m->data};
		r->nr_matches++;
	}
}

static void compile_jump(struct writer *w, struct xt_rule *r, const void *e, u32 rule, u32 offset)
{
	r->arg = xt_rule_at(w->info, offset);
	r->kind = r->arg == rule + 1 || w->info->family->head_goto(e) ? RULE_GOTO : RULE_JUMP;
	/* Only in rules that no hook reaches: marking has refused all others. */
	if (r->arg == XT_NO_HOOK) {
		r->kind = RULE_VERDICT;
		r->arg = NF_DROP;
	}
}

static void compile_target(struct writer *w, struct xt_rule *r, const void *e, u32 rule)
{
	const struct xt_entry_target *t = xt_entry_target(w->info->family, e);
	int v;

	if (!xt_is_standard(t)) {
		r->kind = RULE_TARGET;
		r->arg = w->nr_targets;
		w->p->targets[w->nr_targets++] =
			(struct xt_rule_target){.fn = t->u.kernel.target->target,
						.target = t->u.kernel.target,
						.info = t->data};
		return;
	}
	v = xt_verdict(t);
	if (v == XT_RETURN) {
		r->kind = RULE_RETURN;
	} else if (v < 0) {
		r->kind = RULE_VERDICT;
		r->arg = (u32)(-v) - 1;
	} else {
		compile_jump(w, r, e, rule, (u32)v);
	}
}

static void compile_rule(struct writer *w, u32 rule)
{
	const void *e = xt_entry_at(w->info, rule);
	struct xt_rule *r = &w->p->rules[rule];

	*r = (struct xt_rule){.sport = {0, 0xffff}, .dport = {0, 0xffff}};
	if (w->p->addrs6)
		compile_head6(w, r, &w->p->addrs6[rule], e);
	else
		compile_head4(w, r, e);
	compile_matches(w, r, e);
	compile_target(w, r, e, rule);
}

static u32 count_matches(const struct xt_table_info *info)
{
	u32 count = 0;

	for (u32 rule = 0; rule < info->number; rule++) {
		const void *e = xt_entry_at(info, rule);
		const struct xt_entry_match *m;

		xt_for_each_match(m, info->family, e) count++;
	}
	return count;
}

static int compile(struct xt_table_info *info, bool v6)
{
	struct xt_program *p = calloc(1, sizeof(*p));
	struct writer w = {.info = info, .p = p};
	u32 matches = count_matches(info);

	if (!p)
		return -ENOMEM;
	info->program = p;
	p->nr_rules = info->number;
	p->rules = aligned_alloc(CACHE_LINE, info->number * sizeof(*p->rules));
	p->matches = calloc(matches + 1, sizeof(*p->matches));
	p->targets = calloc(info->number, sizeof(*p->targets));
	p->ifaces = calloc(info->number, sizeof(*p->ifaces));
	if (v6)
		p->addrs6 = aligned_alloc(CACHE_LINE, info->number * sizeof(*p->addrs6));
	if (!p->rules || !p->matches || !p->targets || !p->ifaces || (v6 && !p->addrs6))
		return -ENOMEM;
	for (u32 rule = 0; rule < info->number; rule++)
		compile_rule(&w, rule);
	return xt_index_build(p);
}

int ipt_compile(struct xt_table_info *info)
{
	return compile(info, false);
}

int ip6t_compile(struct xt_table_info *info)
{
	return compile(info, true);
}

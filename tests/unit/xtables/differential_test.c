// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The compiled form against the reference: random rule sets, random packets.
 *
 * Every rule set is made twice, one copy for each evaluator, so that matches with a memory have one
 * each.  Verdict, bytes, mark and every counter must be the same; and a packet whose story is told
 * must fare as one whose story is not.
 *
 * Both families are driven by the same sets; a rule or packet is drawn for one and written down for
 * either, IPv6 addresses with the same bits in other places.
 *
 * Rules are drawn from small pools of addresses, ports and names, so that they often fit or nearly
 * fit; some drop at once, remember, change addresses, ports or nothing, jump ahead into the middle
 * of a chain, or nest deeper than the stack.
 */
#include "table_helper.h"

#include "net/netdevice.h"

#include <linux/netfilter/xt_DSCP.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>

#define RULE_SETS 1500u
#define PACKETS	  60u

static u32 rnd(u64 *state, u32 below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (u32)(*state >> 33) % below;
}

/* ---- a match and a target with everything that is bad for skipping rules ---- */

struct odd_info {
	u32 every, count; /* fits every so many packets; counts each it is asked about */
	u32 hotdrop; /* sets hotdrop every so many, 0: never */
};

static bool odd_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct odd_info *info = (struct odd_info *)par->matchinfo;

	info->count++;
	if (info->hotdrop && info->count % info->hotdrop == 0)
		par->hotdrop = true;
	return info->count % info->every == 0 || xt_mismatch(par, "odd", "%u|0", info->count);
}

static const struct xt_match odd_match = {.name = "odd",
					  .family = NFPROTO_UNSPEC,
					  .match = odd_mt,
					  .matchsize = sizeof(struct odd_info)};

struct change_info {
	u32 what;
};

static unsigned int change_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct change_info *info = par->targinfo;
	bool v6 = xt_family(par) == NFPROTO_IPV6;
	u8 *saddr = v6 ? ipv6_hdr(skb)->saddr.s6_addr + 12 : (u8 *)&ip_hdr(skb)->saddr;
	u8 *daddr = saddr + (v6 ? 16 : 4);
	u8 *th = skb->data + par->thoff;

	switch (info->what) {
	case 0:
		saddr[3] ^= 3; /* 10.0.0.1 and 10.0.0.2 change places */
		break;
	case 1:
		daddr[3] ^= 3;
		break;
	case 2:
		if (par->thoff && skb_headlen(skb) >= par->thoff + 4)
			th[3] ^= 1;
		break;
	case 3:
		skb_trim(skb, skb->len - (skb->len > (v6 ? 44 : 24) ? 4 : 0));
		break;
	default:
		break;
	}
	return XT_CONTINUE;
}

static const struct xt_target change_target = {.name = "CHANGE",
					       .family = NFPROTO_UNSPEC,
					       .target = change_tg,
					       .targetsize = sizeof(struct change_info)};

/* ---- random rules ---- */

static const u32 addrs[] = {0x0a000001, 0x0a000002, 0x0a000101, 0x0a010001, 0xc0a80001, 0xc0a80102};
static const u32 masks[] = {0xffffffff, 0xffffffff, 0xffffff00, 0xffff0000,
			    0xff800000, 0xff000000, 0xff00ff00, 0};
static const u16 ports[] = {22, 53, 80, 81, 443, 1024, 8080, 40000};
static const u8 protos[] = {0,		 0,	      IPPROTO_TCP,  IPPROTO_TCP,     IPPROTO_TCP,
			    IPPROTO_UDP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_UDPLITE, 47};
static const char *const names[] = {"eth0", "eth1", "eth10", "lo"};

#define PICK(s, a) ((a)[rnd(s, ARRAY_SIZE(a))])

static void random_addr(u64 *s, struct in_addr *addr, struct in_addr *mask, u32 plain)
{
	if (rnd(s, 3) >= plain)
		return;
	mask->s_addr = htonl(PICK(s, masks));
	addr->s_addr = htonl(PICK(s, addrs));
	if (rnd(s, 20))
		addr->s_addr &= mask->s_addr;
}

static void random_name(u64 *s, char *name, unsigned char *mask)
{
	const char *n = PICK(s, names);

	strcpy(name, n);
	memset(mask, 0xff, strlen(n) + (rnd(s, 4) ? 1 : 0));
}

static void random_head4(u64 *s, struct ipt_ip *ip)
{
	random_addr(s, &ip->src, &ip->smsk, 2);
	random_addr(s, &ip->dst, &ip->dmsk, 1);
	if (!rnd(s, 6))
		random_name(s, ip->iniface, ip->iniface_mask);
	if (!rnd(s, 8))
		random_name(s, ip->outiface, ip->outiface_mask);
	ip->proto = PICK(s, protos);
	if (!rnd(s, 40))
		ip->flags |= IPT_F_FRAG;
	if (!rnd(s, 8))
		ip->invflags = (u8)(1u << rnd(s, 7)) & ~IPT_INV_TOS;
	if (!rnd(s, 60))
		ip->proto = 300;
}

/* The four bytes of an IPv4 address in the second and the last word, so that prefixes of every length
 * tell addresses apart. */
static struct in6_addr addr6(u32 addr)
{
	struct in6_addr a = DB8(0);

	a.s6_addr32[1] = htonl(addr & 0xffff0000);
	a.s6_addr32[3] = htonl(addr);
	return a;
}

static void random_addr6(u64 *s, struct in6_addr *addr, struct in6_addr *mask, u32 plain)
{
	static const u8 bits[] = {128, 128, 128, 64, 64, 48, 33, 32, 10, 3, 0};
	const struct in6_addr ones =
		IP6(0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff);

	if (rnd(s, 3) >= plain)
		return;
	ipv6_addr_prefix(mask, &ones, PICK(s, bits));
	if (!rnd(s, 10))
		mask->s6_addr[rnd(s, 16)] = (u8)rnd(s, 256);
	*addr = addr6(PICK(s, addrs));
}

static void random_head6(u64 *s, struct ip6t_ip6 *ip)
{
	random_addr6(s, &ip->src, &ip->smsk, 2);
	random_addr6(s, &ip->dst, &ip->dmsk, 1);
	if (!rnd(s, 6))
		random_name(s, ip->iniface, ip->iniface_mask);
	if (!rnd(s, 8))
		random_name(s, ip->outiface, ip->outiface_mask);
	ip->proto = PICK(s, protos);
	if (ip->proto || !rnd(s, 10))
		ip->flags |= IP6T_F_PROTO;
	if (!rnd(s, 8))
		ip->invflags = (u8)(1u << rnd(s, 7));
	if (!rnd(s, 60))
		ip->proto = 300;
	if (!rnd(s, 60))
		ip->flags &= (u8)~IP6T_F_PROTO;
}

/* What both kinds of head say about the protocol. */
static u16 head_proto(struct ipt_blob *b, u32 at, bool *inv)
{
	if (b->v6) {
		*inv = blob_entry6_at(b, at)->ipv6.invflags & IP6T_INV_PROTO;
		return blob_entry6_at(b, at)->ipv6.proto;
	}
	*inv = blob_entry_at(b, at)->ip.invflags & IPT_INV_PROTO;
	return blob_entry_at(b, at)->ip.proto;
}

static void random_range(u64 *s, u16 r[2])
{
	r[0] = 0;
	r[1] = 0xffff;
	if (!rnd(s, 3))
		return;
	r[0] = r[1] = PICK(s, ports);
	if (!rnd(s, 3))
		r[1] = PICK(s, ports); /* may be upside down */
}

static void random_ports(u64 *s, struct ipt_blob *b, u16 proto)
{
	struct xt_tcp tcp = {0};
	struct xt_udp udp = {0};

	if (proto == IPPROTO_TCP) {
		random_range(s, tcp.spts);
		random_range(s, tcp.dpts);
		if (!rnd(s, 4)) {
			tcp.flg_mask = (u8)rnd(s, 64);
			tcp.flg_cmp = tcp.flg_mask & (u8)rnd(s, 64);
		}
		tcp.invflags = (u8)(rnd(s, 5) ? 0 : rnd(s, 8));
		tcp.option = rnd(s, 20) ? 0 : 2;
		blob_match(b, "tcp", 0, &tcp, sizeof(tcp));
	} else if (proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE) {
		random_range(s, udp.spts);
		random_range(s, udp.dpts);
		udp.invflags = (u8)(rnd(s, 5) ? 0 : rnd(s, 4));
		blob_match(b, proto == IPPROTO_UDP ? "udp" : "udplite", 0, &udp, sizeof(udp));
	}
}

static void random_matches(u64 *s, struct ipt_blob *b, u32 at)
{
	static const char note[256] = "note";
	bool inv;
	u16 proto = head_proto(b, at, &inv);

	if (!rnd(s, 6))
		blob_match(b, "comment", 0, note, sizeof(note));
	if (!rnd(s, 12)) {
		struct odd_info odd = {.every = 1 + rnd(s, 3), .hotdrop = rnd(s, 4) ? 0 : 17};

		blob_match(b, "odd", 0, &odd, sizeof(odd));
	}
	if (rnd(s, 4))
		random_ports(s, b, inv ? 0 : proto);
	if (!rnd(s, 10)) {
		struct xt_mark_mtinfo1 mark = {.mark = rnd(s, 3), .mask = 3};

		blob_match(b, "mark", 1, &mark, sizeof(mark));
	}
	if (!rnd(s, 12) && (proto == IPPROTO_TCP || proto == IPPROTO_UDP) && !inv) {
		struct xt_multiport_v1 mp = {.flags = (u8)rnd(s, 3), .count = 2};

		mp.ports[0] = PICK(s, ports);
		mp.ports[1] = PICK(s, ports);
		blob_match(b, "multiport", 1, &mp, sizeof(mp));
	}
	if (!rnd(s, 30))
		random_ports(s, b, inv ? 0 : proto); /* a second one */
}

/* Chains of the set in the making; jumps are filled in when all offsets are known. */
struct maker {
	u64 s;
	struct ipt_blob *b;
	u32 rules[4096], nr_rules;
	u32 chain[16], nr_chains;
	struct {
		u32 at, chain;
	} jump[4096];
	u32 nr_jumps;
};

/* So that jumps and changes happen often: the rule asks for no more than a protocol. */
static void loosen(u64 *s, struct ipt_blob *b, u32 at)
{
	struct ipt_ip *ip = &blob_entry_at(b, at)->ip;
	struct ip6t_ip6 *ip6 = &blob_entry6_at(b, at)->ipv6;

	if (!rnd(s, 2))
		return;
	if (b->v6)
		*ip6 = (struct ip6t_ip6){.proto = ip6->proto,
					 .flags = ip6->flags,
					 .invflags = ip6->invflags & IP6T_INV_PROTO};
	else
		*ip = (struct ipt_ip){.proto = ip->proto, .invflags = ip->invflags & IPT_INV_PROTO};
}

static void make_goto(struct ipt_blob *b, u32 at)
{
	if (b->v6)
		blob_entry6_at(b, at)->ipv6.flags |= IP6T_F_GOTO;
	else
		blob_entry_at(b, at)->ip.flags |= IPT_F_GOTO;
}

static void random_target(struct maker *m, u32 at, u32 chain)
{
	struct ipt_blob *b = m->b;
	u64 *s = &m->s;

	switch (rnd(s, 14)) {
	case 0:
	case 1:
	case 2:
		if (chain + 1 < m->nr_chains) {
			m->jump[m->nr_jumps].at = b->head.size + 32;
			m->jump[m->nr_jumps++].chain = chain + 1 + rnd(s, m->nr_chains - chain - 1);
			loosen(s, b, at);
			if (!rnd(s, 4))
				make_goto(b, at);
			blob_standard(b, 1);
			return;
		}
		__attribute__((fallthrough));
	case 3:
	case 4: /* no target: the next rule */
		blob_standard(b, (int)(b->head.size + 40));
		return;
	case 5:
		blob_standard(b, XT_RETURN);
		return;
	case 6: {
		struct xt_mark_tginfo2 mark = {.mark = rnd(s, 4), .mask = 3};

		blob_target(b, "MARK", 2, &mark, sizeof(mark));
		return;
	}
	case 7:
	case 12:
	case 13: {
		struct change_info c = {.what = rnd(s, 5)};

		loosen(s, b, at);
		blob_target(b, "CHANGE", 0, &c, sizeof(c));
		return;
	}
	case 8:
		blob_standard(b, VERDICT(NF_QUEUE));
		return;
	default:
		blob_standard(b, rnd(s, 2) ? VERDICT(NF_ACCEPT) : VERDICT(NF_DROP));
	}
}

static void random_rules(struct maker *m, u32 chain)
{
	u32 n = rnd(&m->s, 3) ? rnd(&m->s, 12) : rnd(&m->s, 100);

	while (n--) {
		u32 at = blob_entry(m->b);

		m->rules[m->nr_rules++] = at;
		if (m->b->v6)
			random_head6(&m->s, &blob_entry6_at(m->b, at)->ipv6);
		else
			random_head4(&m->s, &blob_entry_at(m->b, at)->ip);
		random_matches(&m->s, m->b, at);
		random_target(m, at, chain);
	}
}

/* Base chains come first: as chain 0, all user chains may be jumped to. */
static void random_set(struct maker *m)
{
	static const unsigned int hooks[] = {NF_INET_LOCAL_IN, NF_INET_FORWARD, NF_INET_LOCAL_OUT};
	struct ipt_blob *b = m->b;

	m->nr_rules = m->nr_jumps = 0;
	m->nr_chains = 1 + rnd(&m->s, 10);
	blob_begin(b, "filter", FILTER_HOOKS);
	for (unsigned int i = 0; i < ARRAY_SIZE(hooks); i++) {
		blob_hook(b, hooks[i]);
		random_rules(m, 0);
		m->rules[m->nr_rules++] = blob_policy(
			b, hooks[i], rnd(&m->s, 2) ? VERDICT(NF_ACCEPT) : VERDICT(NF_DROP));
	}
	for (u32 c = 1; c < m->nr_chains; c++) {
		char name[16];

		snprintf(name, sizeof(name), "chain%u", c);
		m->chain[c] = blob_chain(b, name);
		random_rules(m, c);
		m->rules[m->nr_rules++] = blob_verdict(b, XT_RETURN);
	}
	blob_chain(b, "ERROR");
	for (u32 j = 0; j < m->nr_jumps; j++) {
		u32 to = m->chain[m->jump[j].chain];

		if (!rnd(&m->s, 15)) /* some rule further on, most likely in the middle */
			to = m->rules[rnd(&m->s, m->nr_rules)];
		memcpy(b->entries + m->jump[j].at, &to, sizeof(to));
	}
}

/* ---- random packets ---- */

/* Extension headers for IPv6: none, a few, fragments, some that lie or end too soon. */
static void random_ext(u64 *s, struct pkt *p, u8 room[64])
{
	static const u8 kinds[] = {NEXTHDR_HOP, NEXTHDR_DEST, NEXTHDR_ROUTING, NEXTHDR_AUTH,
				   NEXTHDR_FRAGMENT};
	u8 *next = &p->ext_first;
	u32 n = rnd(s, 3) ? 0 : 1 + rnd(s, 2);

	p->ext = room;
	while (n--) {
		u8 kind = PICK(s, kinds), *h = room + p->ext_len;

		memset(h, 0, 16);
		if (kind == NEXTHDR_FRAGMENT)
			h[3] = (u8)(rnd(s, 2) ? 0 : rnd(s, 3) << 3 | rnd(s, 2));
		else
			h[1] = (u8)(!rnd(s, 12) ? 77 : kind == NEXTHDR_AUTH ? 2 : 1); /* 16 bytes */
		p->ext_len += kind == NEXTHDR_FRAGMENT ? 8 : 16;
		*next = kind;
		next = h;
	}
	*next = p->proto;
	if (!rnd(s, 30))
		*next = rnd(s, 2) ? NEXTHDR_NONE : NEXTHDR_DEST;
}

static struct pkt random_packet(u64 *s, bool v6, u8 room[64])
{
	u32 saddr = PICK(s, addrs), daddr = PICK(s, addrs);
	struct pkt p = {.saddr = htonl(saddr),
			.daddr = htonl(daddr),
			.v6 = v6,
			.saddr6 = addr6(saddr),
			.daddr6 = addr6(daddr),
			.proto = protos[2 + rnd(s, ARRAY_SIZE(protos) - 2)],
			.sport = PICK(s, ports),
			.dport = PICK(s, ports),
			.flags = (u8)rnd(s, 64),
			.ihl = (u8)(rnd(s, 5) ? 5 : 5 + rnd(s, 5)),
			.payload = rnd(s, 40)};

	if (v6)
		random_ext(s, &p, room);
	if (!rnd(s, 6))
		p.frag_off = (u16)(rnd(s, 2) ? rnd(s, 4) : 0x2000);
	if (!rnd(s, 6))
		p.cut = v6 ? 40 + rnd(s, p.ext_len + 21) : p.ihl * 4u + rnd(s, 21);
	return p;
}

struct outcome {
	unsigned int verdict;
	u32 mark, len;
	u8 bytes[256];
};

static struct outcome pass(struct net *net, const struct xt_table *t,
			   const struct xt_table_info *info, const struct pkt *p,
			   const struct nf_hook_state *state, bool compiled,
			   struct trace_story *story)
{
	struct sk_buff *skb = test_skb(net, p);
	struct outcome o = {0};

	skb->story = story;
	o.verdict = compiled ? info->family->run(t, info, skb, state)
			     : xt_run_linear(t, info, skb, state);
	o.mark = skb->mark;
	o.len = skb->len;
	memcpy(o.bytes, skb->data, min_t(u32, skb->len, sizeof(o.bytes)));
	skb->story = NULL;
	consume_skb(skb);
	return o;
}

static void same_counters(u64 seed, const struct xt_table_info *a, const struct xt_table_info *b)
{
	for (u32 i = 0; i < a->number; i++)
		if (memcmp(&a->counters[0][i], &b->counters[0][i], sizeof(struct xt_counters)))
			fail_msg("set %llu, rule %u: counted %llu, compiled %llu",
				 (unsigned long long)seed, i,
				 (unsigned long long)a->counters[0][i].pcnt,
				 (unsigned long long)b->counters[0][i].pcnt);
}

static void same_outcome(u64 seed, u32 packet, const struct outcome *a, const struct outcome *b)
{
	if (memcmp(a, b, sizeof(*a)))
		fail_msg("set %llu, packet %u: verdict %u mark %u, compiled %u %u",
			 (unsigned long long)seed, packet, a->verdict, a->mark, b->verdict,
			 b->mark);
}

struct totals {
	u64 sets, refused, packets, verdict[4];
	u64 deepest;
};

static void one_set(struct net *net, u64 seed, struct ipt_blob *b, struct net_device *dev,
		    struct trace_story *story, struct totals *sum)
{
	static struct maker m; /* too large for the stack; filled anew each time */
	static const u8 hooks[] = {NF_INET_LOCAL_IN, NF_INET_FORWARD, NF_INET_LOCAL_OUT};
	const struct xt_table t = {.name = "filter",
				   .family = b->v6 ? &ip6_tables_family : &ip_tables_family,
				   .net = net};
	struct xt_table_info *info[2];

	m.s = seed * 0x9e3779b97f4a7c15u + 1;
	m.b = b;
	random_set(&m);
	sum->sets++;
	if (test_translate(net, b, &info[0])) {
		sum->refused++;
		return;
	}
	assert_int_equal(test_translate(net, b, &info[1]), 0);
	for (u32 i = 0; i < PACKETS; i++) {
		u8 room[64];
		struct pkt p = random_packet(&m.s, b->v6, room);
		u8 hook = PICK(&m.s, hooks);
		const struct nf_hook_state state = {
			.hook = hook,
			.pf = t.family->nfproto,
			.net = net,
			.in = hook == NF_INET_LOCAL_OUT ? NULL : &dev[rnd(&m.s, 4)],
			.out = hook == NF_INET_LOCAL_IN ? NULL : &dev[rnd(&m.s, 4)]};
		struct outcome a = pass(net, &t, info[0], &p, &state, false, i % 8 ? NULL : story);
		struct outcome c = pass(net, &t, info[1], &p, &state, true, NULL);

		same_outcome(seed, i, &a, &c);
		sum->packets++;
		sum->verdict[a.verdict & 3]++;
		trace_story_clear(story);
	}
	same_counters(seed, info[0], info[1]);
	xt_table_info_destroy(info[0]);
	xt_table_info_destroy(info[1]);
}

static void differential(struct net *net, bool v6)
{
	struct net_device dev[4] = {
		{.name = "eth0"}, {.name = "eth1"}, {.name = "eth10"}, {.name = "lo"}};
	struct ipt_blob *b = calloc(1, sizeof(*b));
	struct trace_story *story = trace_story_create(1u << 16);
	const char *first = getenv("SEED");
	u64 seed = first ? strtoull(first, NULL, 0) : 1;
	const char *many = getenv("SETS");
	u64 sets = many ? strtoull(many, NULL, 0) : RULE_SETS;
	struct totals sum = {0};

	b->v6 = v6;
	assert_int_equal(test_tables_init(net), 0);
	assert_int_equal(xt_register_match(net, &odd_match), 0);
	assert_int_equal(xt_register_target(net, &change_target), 0);
	for (u64 i = 0; i < sets; i++)
		one_set(net, seed + i, b, dev, story, &sum);
	xt_net_exit(net);
	trace_story_destroy(story);
	free(b);
	printf("%llu sets (%llu refused), %llu packets: %llu dropped, %llu accepted, %llu queued\n",
	       (unsigned long long)sum.sets, (unsigned long long)sum.refused,
	       (unsigned long long)sum.packets, (unsigned long long)sum.verdict[NF_DROP],
	       (unsigned long long)sum.verdict[NF_ACCEPT],
	       (unsigned long long)sum.verdict[NF_QUEUE]);
	/* The generator is worth something: most sets are taken, each verdict is common. */
	assert_true(sum.refused * 2 < sum.sets);
	assert_true(sum.verdict[NF_DROP] * 10 > sum.packets);
	assert_true(sum.verdict[NF_ACCEPT] * 10 > sum.packets);
}

static void ipv4(void **state)
{
	differential(*state, false);
}

static void ipv6(void **state)
{
	differential(*state, true);
}

/* Seeds that once told the two apart: a jump too deep behind a target that let the packet go on. */
static void ipv4_finds(void **state)
{
	setenv("SEED", "20269", 1);
	setenv("SETS", "1", 1);
	differential(*state, false);
	unsetenv("SEED");
	unsetenv("SETS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ipv4, test_net_setup, test_net_teardown),
		cmocka_unit_test_setup_teardown(ipv6, test_net_setup, test_net_teardown),
		cmocka_unit_test_setup_teardown(ipv4_finds, test_net_setup, test_net_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

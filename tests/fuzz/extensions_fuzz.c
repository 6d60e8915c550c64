// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every match and target with bytes that an attacker chose: the info struct as a REPLACE brings it,
 * and the packet as a wire brings it.
 *
 *	byte 0	which extension, counted over the lists below
 *	byte 1	the rule's protocol; byte 2 its inversions, and the route's MTU in 8 bytes
 *	byte 3	the hook (lower three bits); 0x80: the packet's story is told
 *	then	the info struct, its size; then the packet, from its IP header
 *
 * As in the engine, checkentry decides whether the info is used at all, private fields included,
 * and the IP header is right (ip_rcv() saw to it); nothing behind the header is.
 */
#include "assembly/namespace.h"
#include "net/ip_fib.h"
#include "xtables/match/matches.h"
#include "xtables/target/targets.h"

#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)0)
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct xt_match *const matches[] = {
	ip6t_ah_mt,	 ip6t_eui64_mt, ip6t_frag_mt,  ip6t_hbh_mt, ip6t_ipv6header_mt,
	ip6t_mh_mt,	 ip6t_rt_mt,	ip6t_srh_mt,   ipt_ah_mt,   xt_esp_mt,
	xt_addrtype_mt,	 xt_comment_mt, xt_dscp_mt,    xt_hl_mt,    xt_icmp_mt,
	xt_iprange_mt,	 xt_length_mt,	xt_limit_mt,   xt_mac_mt,   xt_mark_mt,
	xt_multiport_mt, xt_owner_mt,	xt_pkttype_mt, xt_quota_mt, xt_statistic_mt,
	xt_tcpudp_mt,	 xt_time_mt,
};
static const struct xt_target *const targets[] = {
	ipt_REJECT_tg, xt_DSCP_tg, xt_HL_tg, xt_LOG_tg, xt_MARK_tg, xt_TRACE_tg,
};

struct input {
	const u8 *p;
	size_t len;
};

/* A rule that asks for TCP SYN packets, which TCPMSS insists on. */
struct rule {
	struct ipt_entry e;
	struct xt_entry_match syn;
	struct xt_tcp tcp __attribute__((aligned(8)));
};

struct fixture {
	struct net *net;
	struct rule rule;
	struct net_device dev;
	struct rtable rt;
	struct nf_hook_state state;
	struct xt_why why;
	bool told;
	struct sk_buff *skb;
};

static u8 byte(struct input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->p++;
}

/* The next @size bytes, zeros behind the end, in memory of exactly that size. */
static void *bytes(struct input *in, size_t size)
{
	u8 *copy = calloc(1, size ? size : 1);
	size_t n = in->len < size ? in->len : size;

	if (!copy)
		abort();
	if (n)
		memcpy(copy, in->p, n);
	in->p += n;
	in->len -= n;
	return copy;
}

/* What ip_rcv() lets through: lengths that fit, a right header. */
static struct sk_buff *packet(struct net *net, const struct input *in)
{
	struct net_shard *shard = net_shard0(net);
	u32 len = (u32)min_t(size_t, in->len, 3000), hdr;
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, max_t(u32, len, 60));
	struct iphdr *iph;

	if (!skb)
		abort();
	memcpy(skb_put(skb, len), in->p, len);
	if (len < sizeof(*iph))
		memset(skb_put(skb, sizeof(*iph) - len), 0, sizeof(*iph) - len);
	skb_reset_network_header(skb);
	iph = ip_hdr(skb);
	iph->version = 4;
	if (iph->ihl < 5 || iph->ihl * 4u > skb->len)
		iph->ihl = 5;
	hdr = iph->ihl * 4u;
	iph->tot_len = htons((u16)skb->len);
	iph->check = 0;
	iph->check = ip_fast_csum(iph, iph->ihl);
	skb_set_transport_header(skb, (int)hdr);
	/* No room behind the packet: what reads or grows there is seen. */
	ASAN_POISON_MEMORY_REGION(skb_tail(skb), skb_tailroom(skb));
	skb->end = skb_headroom(skb) + skb->len;
	return skb;
}

static struct xt_action_param param(struct fixture *f, const void *info)
{
	return (struct xt_action_param){
		.matchinfo = info,
		.state = &f->state,
		.thoff = ip_hdrlen(f->skb),
		.fragoff = ntohs(ip_hdr(f->skb)->frag_off) & 0x1fff,
		.why = f->told ? &f->why : NULL,
	};
}

static void try_match(struct fixture *f, const struct xt_match *m, struct input *in)
{
	void *info = bytes(in, m->matchsize);
	struct xt_mtchk_param check = {.net = f->net,
				       .table = "mangle",
				       .entryinfo = &f->rule,
				       .match = m,
				       .matchinfo = info,
				       .hook_mask = 1u << f->state.hook,
				       .family = NFPROTO_IPV4};
	struct xt_mtdtor_param end = {
		.net = f->net, .match = m, .matchinfo = info, .family = NFPROTO_IPV4};
	struct xt_action_param par;

	f->skb = packet(f->net, in);
	f->skb->rt = &f->rt;
	par = param(f, info);
	par.match = m;
	if (!m->checkentry || !m->checkentry(&check)) {
		if (m->match(f->skb, &par) && par.hotdrop)
			abort(); /* a packet that is dropped has not matched */
		if (m->flags & XT_NO_DROP && par.hotdrop)
			abort();
		if (m->destroy)
			m->destroy(&end);
	}
	consume_skb(f->skb);
	free(info);
}

static void try_target(struct fixture *f, const struct xt_target *t, struct input *in)
{
	void *info = bytes(in, t->targetsize);
	struct xt_tgchk_param check = {.net = f->net,
				       .table = "mangle",
				       .entryinfo = &f->rule,
				       .target = t,
				       .targinfo = info,
				       .hook_mask = 1u << f->state.hook,
				       .family = NFPROTO_IPV4};
	struct xt_tgdtor_param end = {
		.net = f->net, .target = t, .targinfo = info, .family = NFPROTO_IPV4};
	struct xt_action_param par;

	f->skb = packet(f->net, in);
	f->skb->rt = &f->rt;
	par = param(f, info);
	par.target = t;
	if (!t->checkentry || !t->checkentry(&check)) {
		unsigned int verdict = t->target(f->skb, &par);

		/* Whatever it did, the IP header is still right. */
		if (verdict != NF_DROP && ip_fast_csum(ip_hdr(f->skb), ip_hdr(f->skb)->ihl))
			abort();
		if (verdict != NF_DROP && ntohs(ip_hdr(f->skb)->tot_len) != f->skb->len)
			abort();
		if (t->destroy)
			t->destroy(&end);
	}
	consume_skb(f->skb);
	free(info);
}

/* The @n-th IPv4 extension of all lists, round and round. */
static void try_nth(struct fixture *f, unsigned int n, struct input *in)
{
	unsigned int seen;

	do {
		seen = n;
		for (size_t i = 0; i < ARRAY_SIZE(matches); i++)
			for (const struct xt_match *m = matches[i]; m->name[0]; m++)
				if (m->family != NFPROTO_IPV6 && n-- == 0) {
					try_match(f, m, in);
					return;
				}
		for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
			for (const struct xt_target *t = targets[i]; t->name[0]; t++)
				if (t->family != NFPROTO_IPV6 && n-- == 0) {
					try_target(f, t, in);
					return;
				}
	} while (n < seen);
}

static void describe_rule(struct rule *r, u8 proto, u8 invflags)
{
	r->e.ip.proto = proto;
	r->e.ip.invflags = invflags;
	r->e.target_offset = r->e.next_offset = sizeof(*r);
	r->syn.u.match_size = sizeof(*r) - sizeof(r->e);
	r->syn.u.kernel.match = (struct xt_match *)xt_tcpudp_mt;
	r->tcp.flg_cmp = 0x02;
}

/* One namespace for all inputs; each finds it the same. */
static struct net *namespace_of_all(void)
{
	const struct quintet_env env = {.start_real_ns = 1700000000 * NSEC_PER_SEC, .seed = 1};
	static struct net *net;

	if (!net)
		net = namespace_create(&env);
	if (!net)
		abort();
	prandom_seed(&net_shard0(net)->random, env.seed);
	return net;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct fixture f = {.net = namespace_of_all()};
	unsigned int which = byte(&in);
	u8 proto = byte(&in), invflags = byte(&in), hook = byte(&in);

	describe_rule(&f.rule, proto, invflags);
	f.dev.mtu = invflags * 8u;
	f.rt = (struct rtable){.rt_type = RTN_UNICAST, .dev = &f.dev};
	f.told = hook & 0x80;
	f.state = (struct nf_hook_state){
		.hook = hook % NF_INET_NUMHOOKS, .pf = NFPROTO_IPV4, .net = f.net};
	try_nth(&f, which, &in);
	return 0;
}

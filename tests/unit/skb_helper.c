// SPDX-License-Identifier: GPL-2.0-or-later
/* See skb_helper.h. */
#include "skb_helper.h"

#include "net/netdevice.h"

#define TEST_MONO_NS (10 * NSEC_PER_SEC)

static struct net_device eth0_of(struct net *net)
{
	return (struct net_device){.name = "eth0",
				   .ifindex = 2,
				   .net = net,
				   .type = ARPHRD_ETHER,
				   .mtu = 1500,
				   .addr_len = ETH_ALEN};
}

int test_net_setup(void **state)
{
	const struct quintet_env env = {.start_mono_ns = TEST_MONO_NS,
					.start_real_ns = TEST_REAL_S * NSEC_PER_SEC,
					.seed = 1};
	struct net *net = net_create(&env, 1);
	struct net_device *dev = aligned_alloc(CACHE_LINE, ALIGN_UP(sizeof(*dev), CACHE_LINE));

	if (!net || !dev)
		return -1;
	*dev = eth0_of(net);
	net->loopback_dev = dev; /* where test_device() finds it */
	*state = net;
	return 0;
}

int test_net_teardown(void **state)
{
	struct net *net = *state;

	assert_int_equal(net_shard0(net)->pool.heads.in_use, 0);
	assert_int_equal(net_shard0(net)->pool.blocks.in_use, 0);
	free(net->loopback_dev);
	net_destroy(net);
	return 0;
}

struct net_device *test_device(struct net *net)
{
	return net->loopback_dev;
}

/* ---- packets ---- */

static u32 put_tcp(u8 *at, const struct pkt *p)
{
	u32 hdr = (u32)sizeof(struct tcphdr) + ALIGN_UP(p->opt_len, 4u);
	struct tcphdr *th = (struct tcphdr *)at;

	memset(at, 0, hdr);
	th->source = htons(p->sport);
	th->dest = htons(p->dport);
	th->seq = htonl(1000);
	th->ack_seq = htonl(2000);
	at[12] = (u8)((p->doff ? p->doff : hdr / 4) << 4);
	at[13] = p->flags;
	th->window = htons(65535);
	if (p->opt_len)
		memcpy(at + sizeof(*th), p->opt, p->opt_len);
	return hdr;
}

static u32 put_udp(u8 *at, const struct pkt *p)
{
	*(struct udphdr *)at =
		(struct udphdr){.source = htons(p->sport),
				.dest = htons(p->dport),
				.len = htons((u16)(sizeof(struct udphdr) + p->payload))};
	return sizeof(struct udphdr);
}

static u32 put_icmp(u8 *at, const struct pkt *p)
{
	*(struct icmphdr *)at = (struct icmphdr){.type = (u8)p->sport, .code = (u8)p->dport};
	return sizeof(struct icmphdr);
}

static __sum16 *csum_of(u8 *l4, u8 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return &((struct tcphdr *)l4)->check;
	case IPPROTO_UDP:
		return &((struct udphdr *)l4)->check;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return &((struct icmphdr *)l4)->checksum;
	}
	return NULL;
}

/* @hdr: the IP header of whichever version. */
static __sum16 l4_sum(const void *hdr, u8 proto, const u8 *l4, u32 len)
{
	const struct ipv6hdr *ip6 = hdr;
	const struct iphdr *iph = hdr;
	__wsum sum = csum_partial(l4, len, 0);

	if (iph->version == 6)
		return csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, proto, sum);
	if (proto == IPPROTO_ICMP)
		return csum_fold(sum);
	return csum_tcpudp_magic(iph->saddr, iph->daddr, len, proto, sum);
}

static u8 proto_of(const struct pkt *p)
{
	return p->proto ? p->proto : IPPROTO_TCP;
}

static u32 put_l4(u8 *at, const void *hdr, const struct pkt *p)
{
	u8 proto = proto_of(p);
	__sum16 *check = csum_of(at, proto);
	u32 len = 0;

	if (p->l4) {
		memcpy(at, p->l4, p->l4_len);
		return p->l4_len;
	}
	if (proto == IPPROTO_TCP)
		len = put_tcp(at, p);
	else if (proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6)
		len = put_icmp(at, p);
	else
		len = put_udp(at, p);
	for (u32 i = 0; i < p->payload; i++)
		at[len++] = (u8)i;
	if (check)
		*check = l4_sum(hdr, proto, at, len);
	return len;
}

static u32 put_ipv4(u8 *at, const struct pkt *p, u32 *hdr)
{
	struct iphdr *iph = (struct iphdr *)at;
	u32 len;

	*hdr = (p->ihl ? p->ihl : 5) * 4u;
	memset(at, 1, *hdr);
	*iph = (struct iphdr){.version = 4,
			      .ihl = *hdr / 4,
			      .tos = p->tos,
			      .id = htons(p->id),
			      .frag_off = htons(p->frag_off),
			      .ttl = p->ttl ? p->ttl : 64,
			      .protocol = proto_of(p),
			      .saddr = p->saddr ? p->saddr : IP4(10, 0, 0, 1),
			      .daddr = p->daddr ? p->daddr : IP4(10, 0, 0, 2)};
	len = *hdr + put_l4(at + *hdr, iph, p);
	iph->tot_len = htons((u16)len);
	iph->check = ip_fast_csum(at, iph->ihl);
	return len;
}

static u32 put_ipv6(u8 *at, const struct pkt *p, u32 *hdr)
{
	static const struct in6_addr from = DB8(1), to = DB8(2);
	struct ipv6hdr *ip6 = (struct ipv6hdr *)at;
	u32 len;

	*hdr = (u32)sizeof(*ip6) + p->ext_len;
	*ip6 = (struct ipv6hdr){.nexthdr = p->ext_len ? p->ext_first : proto_of(p),
				.hop_limit = p->ttl ? p->ttl : 64,
				.saddr = ipv6_addr_any(&p->saddr6) ? from : p->saddr6,
				.daddr = ipv6_addr_any(&p->daddr6) ? to : p->daddr6};
	ip6_flow_hdr(ip6, p->tos, 0);
	if (p->ext_len)
		memcpy(ip6 + 1, p->ext, p->ext_len);
	len = *hdr + put_l4(at + *hdr, ip6, p);
	ip6->payload_len = htons((u16)(len - sizeof(*ip6)));
	return len;
}

struct sk_buff *test_skb(struct net *net, const struct pkt *p)
{
	struct net_shard *shard = net_shard0(net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, 4096);
	u32 hdr, len;

	assert_non_null(skb);
	memset(skb->data - ETH_HLEN, 0, ETH_HLEN);
	len = p->v6 ? put_ipv6(skb->data, p, &hdr) : put_ipv4(skb->data, p, &hdr);
	skb_put(skb, p->cut ? p->cut : len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, (int)hdr);
	skb->mac_header = (u16)(skb->network_header - ETH_HLEN);
	eth_hdr(skb)->h_proto = skb->protocol = htons(p->v6 ? ETH_P_IPV6 : ETH_P_IP);
	skb->dev = test_device(net);
	return skb;
}

static bool is_v6(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IPV6);
}

bool test_ip_csum_ok(const struct sk_buff *skb)
{
	return ip_fast_csum(ip_hdr(skb), ip_hdr(skb)->ihl) == 0;
}

bool test_l4_csum_ok(const struct sk_buff *skb)
{
	unsigned int hdr = is_v6(skb) ? 0 : ip_hdrlen(skb);
	int proto = is_v6(skb) ? ipv6_find_hdr(skb, &hdr, -1, NULL, NULL) : ip_hdr(skb)->protocol;

	assert_true(proto >= 0);
	return l4_sum(ip_hdr(skb), (u8)proto, skb_network_header(skb) + hdr, skb->len - hdr) == 0;
}

/* ---- matches and targets ---- */

static struct nf_hook_state state_at(struct net *net, const struct sk_buff *skb, unsigned int hook)
{
	struct net_device *dev = test_device(net);
	bool in =
		hook == NF_INET_PRE_ROUTING || hook == NF_INET_LOCAL_IN || hook == NF_INET_FORWARD;
	bool out = hook == NF_INET_POST_ROUTING || hook == NF_INET_LOCAL_OUT ||
		   hook == NF_INET_FORWARD;

	return (struct nf_hook_state){.hook = (u8)hook,
				      .pf = is_v6(skb) ? NFPROTO_IPV6 : NFPROTO_IPV4,
				      .in = in ? dev : NULL,
				      .out = out ? dev : NULL,
				      .sk = skb->sk,
				      .net = net};
}

static struct xt_action_param param_of(const struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (is_v6(skb)) {
		struct xt_action_param par = {.state = state};

		/* As a rule with a protocol has it. */
		ipv6_find_hdr(skb, &par.thoff, -1, &par.fragoff, NULL);
		return par;
	}
	return (struct xt_action_param){.state = state,
					.thoff = ip_hdrlen(skb),
					.fragoff = ntohs(ip_hdr(skb)->frag_off) & 0x1fff};
}

/* Told and untold, a match must answer the same; matches with state are asked once. */
int test_match(struct net *net, const struct xt_match *m, const void *info, struct sk_buff *skb,
	       unsigned int hook)
{
	const struct nf_hook_state state = state_at(net, skb, hook);
	struct xt_action_param par = param_of(skb, &state), told;
	struct xt_why why = {};
	bool yes;

	par.match = m;
	par.matchinfo = info;
	told = par;
	told.why = &why;
	yes = m->match(skb, &told);
	if (!yes)
		assert_string_not_equal(why.field, "");
	if (m->flags & XT_PURE) {
		assert_int_equal(m->match(skb, &par), yes);
		assert_int_equal(par.hotdrop, told.hotdrop);
	}
	if (m->flags & XT_NO_DROP)
		assert_false(told.hotdrop);
	if (told.hotdrop) {
		assert_false(yes);
		return DROP;
	}
	return yes ? YES : NO;
}

int test_match_pkt(struct net *net, const struct xt_match *m, const void *info, const struct pkt *p)
{
	struct sk_buff *skb = test_skb(net, p);
	int answer = test_match(net, m, info, skb, NF_INET_PRE_ROUTING);

	consume_skb(skb);
	return answer;
}

/* What serves every family is tried as IPv4's. */
static u8 family_of(u8 family)
{
	return family == NFPROTO_UNSPEC ? NFPROTO_IPV4 : family;
}

int test_match_check(struct net *net, const struct xt_match *m, void *info, unsigned int hook_mask,
		     const void *entry)
{
	const struct xt_mtchk_param par = {.net = net,
					   .table = "mangle",
					   .entryinfo = entry,
					   .match = m,
					   .matchinfo = info,
					   .hook_mask = hook_mask,
					   .family = family_of(m->family)};

	return m->checkentry ? m->checkentry(&par) : 0;
}

void test_match_destroy(struct net *net, const struct xt_match *m, void *info)
{
	const struct xt_mtdtor_param par = {
		.net = net, .match = m, .matchinfo = info, .family = family_of(m->family)};

	if (m->destroy)
		m->destroy(&par);
}

unsigned int test_target(struct net *net, const struct xt_target *t, const void *info,
			 struct sk_buff *skb, unsigned int hook)
{
	const struct nf_hook_state state = state_at(net, skb, hook);
	struct xt_action_param par = param_of(skb, &state);

	par.target = t;
	par.targinfo = info;
	return t->target(skb, &par);
}

int test_target_check(struct net *net, const struct xt_target *t, void *info,
		      unsigned int hook_mask, const void *entry)
{
	const struct xt_tgchk_param par = {.net = net,
					   .table = "mangle",
					   .entryinfo = entry,
					   .target = t,
					   .targinfo = info,
					   .hook_mask = hook_mask,
					   .family = family_of(t->family)};

	return t->checkentry ? t->checkentry(&par) : 0;
}

const struct xt_match *test_find_match(const struct xt_match *list, const char *name, u8 revision,
				       u8 family)
{
	for (; list->name[0]; list++)
		if (!strcmp(list->name, name) && list->revision == revision &&
		    (list->family == family || list->family == NFPROTO_UNSPEC))
			return list;
	fail_msg("no match %s revision %u family %u", name, revision, family);
	return NULL;
}

const struct xt_target *test_find_target(const struct xt_target *list, const char *name,
					 u8 revision, u8 family)
{
	for (; list->name[0]; list++)
		if (!strcmp(list->name, name) && list->revision == revision &&
		    (list->family == family || list->family == NFPROTO_UNSPEC))
			return list;
	fail_msg("no target %s revision %u family %u", name, revision, family);
	return NULL;
}

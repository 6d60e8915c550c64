// SPDX-License-Identifier: GPL-2.0-or-later
/* ARP: who is answered, who is remembered, what is asked, and what becomes of those who wait. */
#include "journey.h"

struct arp {
	u16 op;
	const char *sip, *tip;
	u8 peer; /* of the sender's address; 1 */
	bool unicast; /* the frame is to us */
	u16 hrd, pro; /* 1, 0x0800 */
	u8 tha_peer; /* of the target's address; 0: zeros */
};

static void send_arp(struct journey *j, struct net_device *dev, const struct arp *a)
{
	u8 f[ETH_HLEN + 28] = {0};
	__be32 sip = inet_addr(a->sip), tip = inet_addr(a->tip);
	const u8 peer[ETH_ALEN] = {2, 0, 0, 0, 1, a->peer ? a->peer : 1};

	memset(f, 0xff, ETH_ALEN);
	if (a->unicast)
		memcpy(f, dev->dev_addr, ETH_ALEN);
	memcpy(f + 6, peer, ETH_ALEN);
	put_unaligned_be16(ETH_P_ARP, f + 12);
	put_unaligned_be16(a->hrd ? a->hrd : 1, f + 14);
	put_unaligned_be16(a->pro ? a->pro : ETH_P_IP, f + 16);
	f[18] = 6;
	f[19] = 4;
	put_unaligned_be16(a->op, f + 20);
	memcpy(f + 22, peer, ETH_ALEN);
	memcpy(f + 28, &sip, 4);
	if (a->tha_peer) {
		f[32] = 2;
		f[36] = 1;
		f[37] = a->tha_peer;
	}
	memcpy(f + 38, &tip, 4);
	journey_frame(j, dev, f, sizeof(f));
}

static const char *state_of(struct journey *j, struct net_device *dev, const char *addr)
{
	struct neighbour *n;
	const char *text;

	rcu_lock();
	n = neigh_lookup(arp_tbl(j->net), &(__be32){inet_addr(addr)}, dev);
	text = n ? neigh_state_name(n->nud_state) : "none";
	rcu_unlock();
	return text;
}

static void answers(void **state)
{
	struct journey *j = *state;
	static const struct {
		const char *name;
		struct arp a;
		const char *out;
	} rows[] = {
		{"who has us", {1, "10.0.0.7", "10.0.0.254"}, "eth0 arp 2 10.0.0.254>10.0.0.7; "},
		{"asked at our address",
		 {1, "10.0.0.7", "10.0.0.254", .unicast = true},
		 "eth0 arp 2 10.0.0.254>10.0.0.7; "},
		{"who has our other address",
		 {1, "10.0.0.7", "10.1.0.254"},
		 "eth0 arp 2 10.1.0.254>10.0.0.7; "},
		{"who has somebody else", {1, "10.0.0.7", "10.0.0.9"}, ""},
		{"is it taken", {1, "0.0.0.0", "10.0.0.254"}, "eth0 arp 2 10.0.0.254>0.0.0.0; "},
		{"is another taken", {1, "0.0.0.0", "10.0.0.9"}, "!ARP_IGNORED; "},
		{"IEEE 802",
		 {1, "10.0.0.7", "10.0.0.254", .hrd = 6},
		 "eth0 arp 2 10.0.0.254>10.0.0.7; "},
		{"other hardware", {1, "10.0.0.7", "10.0.0.254", .hrd = 7}, "!ARP_INVALID; "},
		{"other protocol", {1, "10.0.0.7", "10.0.0.254", .pro = 0x86dd}, "!ARP_INVALID; "},
		{"other operation", {3, "10.0.0.7", "10.0.0.254"}, "!ARP_INVALID; "},
		{"a group", {1, "10.0.0.7", "224.0.0.1"}, "!ARP_INVALID; "},
		{"loopback", {1, "10.0.0.7", "127.0.0.1"}, "!ARP_INVALID; "},
		{"from a martian", {1, "10.1.0.254", "10.0.0.254"}, ""},
		{"an answer nobody asked for", {2, "10.0.0.8", "10.0.0.254", .unicast = true}, ""},
	};

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		print_message("%s\n", rows[i].name);
		send_arp(j, j->eth0, &rows[i].a);
		journey_expect(j, rows[i].out);
	}
	/* Who asked is remembered, who answered unasked is not. */
	assert_string_equal(state_of(j, j->eth0, "10.0.0.7"), "STALE");
	assert_string_equal(state_of(j, j->eth0, "10.0.0.8"), "none");
	assert_string_equal(state_of(j, j->eth0, "10.0.0.1"), "PERMANENT");
	journey_conf(j, j->eth0, IPV4_DEVCONF_ARP_ACCEPT, 1);
	send_arp(j, j->eth0, &(struct arp){2, "10.0.0.8", "10.0.0.8", .tha_peer = 1});
	journey_expect(j, "");
	assert_string_equal(state_of(j, j->eth0, "10.0.0.8"), "STALE");
	journey_conf(j, j->eth0, IPV4_DEVCONF_DROP_GRATUITOUS_ARP, 1);
	send_arp(j, j->eth0, &(struct arp){1, "10.0.0.8", "10.0.0.8"});
	journey_expect(j, "!ARP_IGNORED; ");
}

static void ignore(void **state)
{
	struct journey *j = *state;
	static const struct {
		int value;
		const char *sip, *tip;
		bool answered;
	} rows[] = {
		{0, "10.0.0.7", "10.1.0.254", true},   {1, "10.0.0.7", "10.1.0.254", false},
		{1, "10.0.0.7", "10.0.0.254", true},   {1, "10.77.0.7", "10.0.0.254", true},
		{2, "10.77.0.7", "10.0.0.254", false}, {2, "10.0.0.7", "10.0.0.254", true},
		{3, "10.0.0.7", "10.1.0.254", true},   {8, "10.0.0.7", "10.0.0.254", false},
	};

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		journey_conf(j, j->eth0, IPV4_DEVCONF_ARP_IGNORE, rows[i].value);
		send_arp(j, j->eth0, &(struct arp){1, rows[i].sip, rows[i].tip});
		journey_flush(j);
		print_message("%d %s\n", rows[i].value, rows[i].tip);
		assert_int_equal(strstr(journey_got(j), "arp 2") != NULL, rows[i].answered);
	}
	journey_conf(j, j->eth0, IPV4_DEVCONF_ARP_IGNORE, 0);
	journey_conf(j, j->eth0, IPV4_DEVCONF_ARPFILTER, 1);
	send_arp(j, j->eth0, &(struct arp){1, "10.1.0.7", "10.0.0.254"});
	journey_expect(j, "!ARP_IGNORED; ");
}

/* Asked three times; those who waited are told that the host cannot be reached. */
static void resolve_fails(void **state)
{
	struct journey *j = *state;

	journey_send(j, j->eth0, &(struct pkt){.dst = "10.1.0.9"});
	journey_expect(j, "eth1 bcast arp 1 10.1.0.254>10.1.0.9; ");
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.1.0.9"});
	journey_expect(j, "");
	journey_advance(j, 1100);
	journey_expect(j, "eth1 bcast arp 1 10.1.0.254>10.1.0.9; ");
	journey_advance(j, 1100);
	journey_expect(j, "eth1 bcast arp 1 10.1.0.254>10.1.0.9; ");
	journey_advance(j, 1100);
	journey_expect(j, "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/1; !NEIGH_FAILED; "
			  "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/1; !NEIGH_FAILED; ");
}

static void resolve(void **state)
{
	struct journey *j = *state;

	journey_send(j, j->eth0, &(struct pkt){.dst = "10.1.0.9"});
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.1.0.9", .len = 1});
	journey_expect(j, "eth1 bcast arp 1 10.1.0.254>10.1.0.9; ");
	assert_string_equal(state_of(j, j->eth1, "10.1.0.9"), "INCOMPLETE");
	send_arp(j, j->eth1,
		 &(struct arp){2, "10.1.0.9", "10.1.0.254", .peer = 9, .unicast = true});
	journey_expect(j, "eth1 10.0.0.1>10.1.0.9 ttl 63 len 28; "
			  "eth1 10.0.0.1>10.1.0.9 ttl 63 len 29; ");
	assert_string_equal(state_of(j, j->eth1, "10.1.0.9"), "REACHABLE");
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.1.0.9"});
	journey_expect(j, "eth1 10.0.0.1>10.1.0.9 ttl 63 len 28; ");
	/* Another's claim within a second is not believed. */
	send_arp(j, j->eth1,
		 &(struct arp){2, "10.1.0.9", "10.1.0.254", .peer = 8, .unicast = true});
	journey_flush(j);
	rcu_lock();
	assert_int_equal(
		neigh_lookup(arp_tbl(j->net), &(__be32){inet_addr("10.1.0.9")}, j->eth1)->ha[5], 9);
	rcu_unlock();
}

/* The address that asks: the packet's, unless arp_announce says otherwise. */
static void announce(void **state)
{
	struct journey *j = *state;
	static const char *const want[] = {
		"eth1 bcast arp 1 10.0.0.254>10.1.0.20; ",
		"eth1 bcast arp 1 10.1.0.254>10.1.0.21; ",
		"eth1 bcast arp 1 10.1.0.254>10.1.0.22; ",
	};
	char dst[32];

	for (int i = 0; i < 3; i++) {
		struct net_shard *shard = net_shard0(j->net);
		struct sk_buff *skb = alloc_skb(shard, &shard->pool, 28);
		struct iphdr *iph = skb_put(skb, 28);
		struct flowi4 fl = {.saddr = inet_addr("10.0.0.254")};
		struct rtable *rt;

		snprintf(dst, sizeof(dst), "10.1.0.%d", 20 + i);
		fl.daddr = inet_addr(dst);
		journey_conf(j, j->eth1, IPV4_DEVCONF_ARP_ANNOUNCE, i);
		memset(iph, 0, 28);
		*iph = (struct iphdr){.version = 4,
				      .ihl = 5,
				      .ttl = 64,
				      .protocol = 17,
				      .saddr = fl.saddr,
				      .daddr = fl.daddr};
		skb_reset_network_header(skb);
		rcu_lock();
		assert_int_equal(ip_route_output_key(j->net, &fl, &rt), 0);
		skb_dst_set(skb, rt);
		assert_int_equal(ip_local_out(j->net, NULL, skb), 0);
		rcu_unlock();
		journey_expect(j, want[i]);
	}
}

/* We answer for those behind us, at once if we were asked ourselves, else after a while. */
static void proxy(void **state)
{
	struct journey *j = *state;
	const struct arp ask = {1, "10.0.0.7", "10.1.0.1"};
	struct arp direct = ask;

	send_arp(j, j->eth0, &ask);
	journey_expect(j, "");
	journey_conf(j, j->eth0, IPV4_DEVCONF_PROXY_ARP, 1);
	direct.unicast = true;
	send_arp(j, j->eth0, &direct);
	journey_expect(j, "eth0 arp 2 10.1.0.1>10.0.0.7; ");
	send_arp(j, j->eth0, &ask);
	journey_flush(j);
	journey_advance(j, 850);
	journey_expect(j, "eth0 arp 2 10.1.0.1>10.0.0.7; ");
	/* What waits goes with its device. */
	send_arp(j, j->eth0, &ask);
	journey_flush(j);
}

static unsigned int drop_arp(void *priv, struct sk_buff *skb, const struct nf_hook_state *st)
{
	(*(unsigned int *)priv)++;
	return NF_DROP;
}

static void hooks(void **state)
{
	struct journey *j = *state;
	unsigned int seen = 0;
	struct nf_hook_ops out = {
		.hook = drop_arp, .priv = &seen, .pf = NFPROTO_ARP, .hooknum = NF_ARP_OUT};
	struct nf_hook_ops in = {
		.hook = drop_arp, .priv = &seen, .pf = NFPROTO_ARP, .hooknum = NF_ARP_IN};

	assert_int_equal(nf_register_net_hook(j->net, &out), 0);
	send_arp(j, j->eth0, &(struct arp){1, "10.0.0.7", "10.0.0.254"});
	journey_expect(j, "!NETFILTER_DROP; ");
	assert_int_equal(seen, 1);
	nf_unregister_net_hook(j->net, &out);
	assert_int_equal(nf_register_net_hook(j->net, &in), 0);
	send_arp(j, j->eth0, &(struct arp){1, "10.0.0.7", "10.0.0.254"});
	journey_expect(j, "!NETFILTER_DROP; ");
	assert_int_equal(seen, 2);
	nf_unregister_net_hook(j->net, &in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNEY(answers),  JOURNEY(ignore), JOURNEY(resolve_fails), JOURNEY(resolve),
		JOURNEY(announce), JOURNEY(proxy),  JOURNEY(hooks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

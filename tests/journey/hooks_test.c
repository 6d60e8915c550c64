// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the hooks stand on the way, and what they see: in and out, and the packet as it is there.
 */
#include "journey.h"

#define ALL_HOOKS 5

/* What the hooks say: "PRE_ROUTING eth0>- ttl 64; " */
struct watch {
	char text[4096];
	unsigned int drop_at; /* the hook that drops, + 1 */
	const char *redirect; /* LOCAL_OUT: a new destination, and another route */
};

static unsigned int watch_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *st)
{
	struct watch *w = priv;
	size_t n = strlen(w->text);

	snprintf(w->text + n, sizeof(w->text) - n, "%s %s>%s ttl %u%s; ",
		 nf_hook_name(st->pf, st->hook), st->in ? st->in->name : "-",
		 st->out ? st->out->name : "-", ip_hdr(skb)->ttl, skb->sk ? " sk" : "");
	assert_ptr_equal(skb->data, skb_network_header(skb));
	if (w->drop_at == st->hook + 1u)
		return NF_DROP;
	if (w->redirect && st->hook == NF_INET_LOCAL_OUT) {
		ip_hdr(skb)->daddr = inet_addr(w->redirect);
		ip_hdr(skb)->check = 0;
		ip_hdr(skb)->check = ip_fast_csum((u8 *)ip_hdr(skb), ip_hdr(skb)->ihl);
		if (ip_route_me_harder(st->net, st->sk, skb, RTN_UNSPEC))
			return NF_DROP_ERR(-EHOSTUNREACH);
	}
	return NF_ACCEPT;
}

static void watch_all(struct journey *j, struct watch *w, struct nf_hook_ops ops[ALL_HOOKS])
{
	memset(w, 0, sizeof(*w));
	for (unsigned int i = 0; i < ALL_HOOKS; i++)
		ops[i] = (struct nf_hook_ops){
			.hook = watch_hook, .priv = w, .pf = NFPROTO_IPV4, .hooknum = i};
	assert_int_equal(nf_register_net_hooks(j->net, ops, ALL_HOOKS), 0);
}

#define EXPECT(w, want)                               \
	do {                                          \
		assert_string_equal((w)->text, want); \
		(w)->text[0] = '\0';                  \
	} while (0)

static void places(void **state)
{
	struct journey *j = *state;
	struct nf_hook_ops ops[ALL_HOOKS];
	struct watch w;

	watch_all(j, &w, ops);
	journey_send(j, j->eth0, &(struct pkt){.len = 1});
	journey_flush(j);
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; FORWARD eth0>eth1 ttl 63; "
		   "POST_ROUTING eth0>eth1 ttl 63; ");
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .proto = 1, .type = 8});
	journey_flush(j);
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; LOCAL_IN eth0>- ttl 64; LOCAL_OUT ->eth0 ttl 64 sk; "
		   "POST_ROUTING ->eth0 ttl 64 sk; ");
	journey_send(j, j->eth0, &(struct pkt){.ttl = 1});
	journey_flush(j);
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 1; LOCAL_OUT ->eth0 ttl 64 sk; "
		   "POST_ROUTING ->eth0 ttl 64 sk; ");
	/* A fragment does not reach LOCAL_IN whole; a martian is dropped behind PRE_ROUTING. */
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .frag = 1});
	journey_flush(j);
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; ");
	journey_send(j, j->eth0, &(struct pkt){.src = "127.0.0.1"});
	journey_flush(j);
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; ");
	journey_send(j, j->eth0, &(struct pkt){.mac = "other"});
	journey_flush(j);
	EXPECT(&w, "");
	nf_unregister_net_hooks(j->net, ops, ALL_HOOKS);
}

static void drops(void **state)
{
	struct journey *j = *state;
	struct nf_hook_ops ops[ALL_HOOKS];
	struct watch w;
	static const struct {
		unsigned int hook;
		const char *dst, *seen;
	} rows[] = {
		{NF_INET_PRE_ROUTING, "10.1.0.1", "PRE_ROUTING eth0>- ttl 64; "},
		{NF_INET_FORWARD, "10.1.0.1",
		 "PRE_ROUTING eth0>- ttl 64; FORWARD eth0>eth1 ttl 63; "},
		{NF_INET_POST_ROUTING, "10.1.0.1",
		 "PRE_ROUTING eth0>- ttl 64; FORWARD eth0>eth1 ttl 63; POST_ROUTING eth0>eth1 ttl "
		 "63; "},
		{NF_INET_LOCAL_IN, "10.0.0.254",
		 "PRE_ROUTING eth0>- ttl 64; LOCAL_IN eth0>- ttl 64; "},
	};

	watch_all(j, &w, ops);
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		w.drop_at = rows[i].hook + 1;
		journey_send(j, j->eth0, &(struct pkt){.dst = rows[i].dst});
		journey_expect(j, "!NETFILTER_DROP; ");
		EXPECT(&w, rows[i].seen);
	}
	nf_unregister_net_hooks(j->net, ops, ALL_HOOKS);
}

/* By lo: out, then in again with the route that it had and without its socket. */
static void loopback(void **state)
{
	struct journey *j = *state;
	struct nf_hook_ops ops[ALL_HOOKS];
	struct watch w;

	watch_all(j, &w, ops);
	w.redirect = "10.1.0.254";
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .proto = 1, .type = 8});
	journey_expect(j, "!ICMP_IGNORED; ");
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; LOCAL_IN eth0>- ttl 64; LOCAL_OUT ->eth0 ttl 64 sk; "
		   "POST_ROUTING ->lo ttl 64 sk; PRE_ROUTING lo>- ttl 64; LOCAL_IN lo>- ttl 64; ");
	w.redirect = "10.1.0.1";
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .proto = 1, .type = 8});
	journey_expect(j, "eth1 10.0.0.254>10.1.0.1 ttl 64 len 28 0/0; ");
	EXPECT(&w, "PRE_ROUTING eth0>- ttl 64; LOCAL_IN eth0>- ttl 64; LOCAL_OUT ->eth0 ttl 64 sk; "
		   "POST_ROUTING ->eth1 ttl 64 sk; ");
	w.redirect = "10.99.0.1";
	journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .proto = 1, .type = 8});
	journey_expect(j, "!NETFILTER_DROP; ");
	nf_unregister_net_hooks(j->net, ops, ALL_HOOKS);
}

/* Vectors are a schedule for memory, not for effects: packets' hooks never mix. */
static void order(void **state)
{
	struct journey *j = *state;
	struct nf_hook_ops ops[ALL_HOOKS];
	struct watch w;
	static const char each[] =
		"PRE_ROUTING eth0>- ttl 64; LOCAL_IN eth0>- ttl 64; LOCAL_OUT ->eth0 ttl 64 sk; "
		"POST_ROUTING ->lo ttl 64 sk; PRE_ROUTING lo>- ttl 64; LOCAL_IN lo>- ttl 64; ";
	char want[1024] = "";

	watch_all(j, &w, ops);
	w.redirect = "10.1.0.254";
	for (int i = 0; i < 5; i++) {
		strcat(want, each);
		journey_send(j, j->eth0, &(struct pkt){.dst = "10.0.0.254", .proto = 1, .type = 8});
	}
	journey_flush(j);
	EXPECT(&w, want);
	nf_unregister_net_hooks(j->net, ops, ALL_HOOKS);
}

/* The device's own hooks: what they see first and last. */
struct netdev_seen {
	unsigned int in, out;
};

static unsigned int netdev_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *st)
{
	struct netdev_seen *seen = priv;

	if (st->hook == NF_NETDEV_INGRESS) {
		assert_ptr_equal(skb->data, skb_network_header(skb));
		assert_non_null(st->in);
		seen->in++;
	} else {
		assert_ptr_equal(skb->data, skb_mac_header(skb));
		assert_non_null(st->out);
		seen->out++;
		return NF_DROP;
	}
	return NF_ACCEPT;
}

static void devices(void **state)
{
	struct journey *j = *state;
	struct netdev_seen seen = {0};
	struct nf_hook_ops ops[] = {
		{.hook = netdev_hook,
		 .priv = &seen,
		 .pf = NFPROTO_NETDEV,
		 .dev = j->eth0,
		 .hooknum = NF_NETDEV_INGRESS},
		{.hook = netdev_hook,
		 .priv = &seen,
		 .pf = NFPROTO_NETDEV,
		 .dev = j->eth1,
		 .hooknum = NF_NETDEV_EGRESS},
	};

	assert_int_equal(nf_register_net_hooks(j->net, ops, 2), 0);
	journey_send(j, j->eth0, &(struct pkt){.len = 1});
	journey_send(j, j->eth0, &(struct pkt){.mac = "other"});
	journey_expect(j, "!NETFILTER_DROP; !OTHERHOST; ");
	assert_int_equal(seen.in, 2);
	assert_int_equal(seen.out, 1);
	nf_unregister_net_hooks(j->net, ops, 2);
	journey_send(j, j->eth0, &(struct pkt){.len = 1});
	journey_expect(j, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 29; ");
}

/* What a story tells of a packet that passes. */
static void story(void **state)
{
	struct journey *j = *state;
	static const unsigned int want[] = {TRACE_route, TRACE_change, TRACE_neigh, TRACE_xmit};

	j->story = trace_story_create(100);
	journey_send(j, j->eth0, &(struct pkt){.len = 1});
	journey_flush(j);
	assert_int_equal(j->story->count, ARRAY_SIZE(want));
	for (u32 i = 0; i < ARRAY_SIZE(want); i++)
		assert_int_equal(j->story->event[i].type, want[i]);
	assert_string_equal(j->story->event[0].route.prefix, "10.1.0.0/24");
	assert_string_equal(j->story->event[0].route.dev, "eth1");
	assert_string_equal(j->story->event[1].change.to, "63");
	trace_story_clear(j->story);
	journey_send(j, j->eth0, &(struct pkt){.ttl = 1, .frag = 5});
	journey_flush(j);
	assert_int_equal(j->story->count, 3);
	assert_int_equal(j->story->event[1].type, TRACE_reply);
	assert_string_equal(j->story->event[1].reply.why, "not the first fragment");
	assert_int_equal(j->story->event[2].drop.reason, SKB_DROP_REASON_IP_TTL_EXPIRED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNEY(places), JOURNEY(drops),   JOURNEY(loopback),
		JOURNEY(order),	 JOURNEY(devices), JOURNEY(story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

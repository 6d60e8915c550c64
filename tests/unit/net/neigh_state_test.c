// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every edge of a neighbour's states, in both tables: a row is a life, told as steps; after each
 * step the state, the questions asked so far and the errors told so far are compared.
 *
 * Times: questions are a second apart, three of each kind; reachable for 4 s, first probe 2 s after
 * the first use.  Far timers fire up to an eighth late, as the kernel's wheel fires them.
 */
#include "net_helper.h"

#include "net/ip_fib.h"

enum what {
	END,
	SEND, /* a packet wants to leave */
	NEWS, /* from the protocol: state, MAC number, flags */
	ADMIN, /* from rtnetlink */
	WAIT, /* ms */
};

struct step {
	enum what what;
	u8 state; /* NEWS, ADMIN; else unused */
	u8 mac; /* 0: the news carry none */
	u32 arg; /* NEIGH_UPDATE_F_*, or ms */
	/* then */
	int ret;
	u8 becomes;
	int asked, errors;
};

#define NUD_FRESH NUD_NONE
#define OVER	  NEIGH_UPDATE_F_OVERRIDE
#define WEAK	  NEIGH_UPDATE_F_WEAK_OVERRIDE

/* clang-format off */
static const struct life {
	const char *name;
	struct step step[12];
} lives[] = {
	{"asked, answered, ages, is asked for where it was, answers", {
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 1},
		{WAIT, .arg = 500, .becomes = NUD_INCOMPLETE, .asked = 1},
		{NEWS, NUD_REACHABLE, 1, OVER, .becomes = NUD_REACHABLE, .asked = 1},
		{WAIT, .arg = 3000, .becomes = NUD_REACHABLE, .asked = 1},
		{WAIT, .arg = 6000, .becomes = NUD_STALE, .asked = 1},
		{SEND, .becomes = NUD_DELAY, .asked = 1},
		{WAIT, .arg = 2600, .becomes = NUD_PROBE, .asked = 2},
		{NEWS, NUD_REACHABLE, 1, OVER, .becomes = NUD_REACHABLE, .asked = 2}}},
	{"nobody answers: every packet's sender is told; the next packet asks again", {
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 1},
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 1},
		{WAIT, .arg = 1300, .becomes = NUD_INCOMPLETE, .asked = 2},
		{WAIT, .arg = 1200, .becomes = NUD_INCOMPLETE, .asked = 3},
		{WAIT, .arg = 1300, .becomes = NUD_FAILED, .asked = 3, .errors = 2},
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 4, .errors = 2}}},
	{"used while reachable: delay, then probe, then failure, without an error", {
		{ADMIN, NUD_REACHABLE, 1, OVER, .becomes = NUD_REACHABLE},
		{WAIT, .arg = 3900, .becomes = NUD_REACHABLE},
		{SEND, .becomes = NUD_REACHABLE},
		{WAIT, .arg = 900, .becomes = NUD_DELAY},
		{WAIT, .arg = 1900, .becomes = NUD_PROBE, .asked = 1},
		{WAIT, .arg = 900, .becomes = NUD_PROBE, .asked = 2},
		{WAIT, .arg = 1100, .becomes = NUD_PROBE, .asked = 3},
		{WAIT, .arg = 1300, .becomes = NUD_FAILED, .asked = 3}}},
	{"confirmed while delayed", {
		{ADMIN, NUD_STALE, 1, OVER, .becomes = NUD_STALE},
		{SEND, .becomes = NUD_DELAY},
		{NEWS, NUD_REACHABLE, 1, 0, .becomes = NUD_REACHABLE}}},
	{"a weaker word about the same address changes nothing", {
		{ADMIN, NUD_REACHABLE, 1, OVER, .becomes = NUD_REACHABLE},
		{NEWS, NUD_STALE, 1, OVER, .becomes = NUD_REACHABLE},
		{NEWS, NUD_STALE, 0, OVER, .becomes = NUD_REACHABLE},
		{ADMIN, NUD_STALE, 1, OVER, .becomes = NUD_STALE}}},
	{"another address: not without override; weakly, as stale under the old one", {
		{ADMIN, NUD_REACHABLE, 1, OVER, .becomes = NUD_REACHABLE},
		{NEWS, NUD_REACHABLE, 2, 0, .becomes = NUD_REACHABLE},
		{NEWS, NUD_REACHABLE, 2, WEAK, .becomes = NUD_STALE},
		{NEWS, NUD_REACHABLE, 2, WEAK, .becomes = NUD_STALE},
		{NEWS, NUD_STALE, 2, OVER, .becomes = NUD_STALE},
		{NEWS, NUD_REACHABLE, 2, 0, .becomes = NUD_REACHABLE}}},
	{"an answer that makes it stale lets the packets go, and it is asked for", {
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 1},
		{NEWS, NUD_STALE, 1, OVER, .becomes = NUD_DELAY, .asked = 1}}},
	{"permanent: only rtnetlink changes it", {
		{ADMIN, NUD_PERMANENT, 1, OVER, .becomes = NUD_PERMANENT},
		{NEWS, NUD_REACHABLE, 2, OVER, .ret = -EPERM, .becomes = NUD_PERMANENT},
		{WAIT, .arg = 60000, .becomes = NUD_PERMANENT},
		{SEND, .becomes = NUD_PERMANENT},
		{ADMIN, NUD_NOARP, 2, OVER, .becomes = NUD_NOARP},
		{NEWS, NUD_STALE, 2, OVER, .ret = -EPERM, .becomes = NUD_NOARP},
		{ADMIN, NUD_FAILED, 0, OVER, .becomes = NUD_FAILED}}},
	{"valid without an address is refused while none is known", {
		{ADMIN, NUD_REACHABLE, 0, OVER, .ret = -EINVAL, .becomes = NUD_FRESH},
		{ADMIN, NUD_STALE, 1, OVER, .becomes = NUD_STALE},
		{ADMIN, NUD_PERMANENT, 0, OVER, .becomes = NUD_PERMANENT}}},
	{"taken away while packets wait: they are told", {
		{SEND, .becomes = NUD_INCOMPLETE, .asked = 1},
		{ADMIN, NUD_FAILED, 0, OVER, .becomes = NUD_FAILED, .asked = 1, .errors = 1}}},
	{"set to probe: asked at once", {
		{ADMIN, NUD_PROBE, 1, OVER, .becomes = NUD_PROBE},
		{WAIT, .arg = 40, .becomes = NUD_PROBE, .asked = 1}}},
	{"use leaves the state, but for permanent", {
		{ADMIN, NUD_STALE, 1, OVER, .becomes = NUD_STALE},
		{ADMIN, NUD_PERMANENT, 0, OVER | NEIGH_UPDATE_F_USE, .becomes = NUD_STALE}}},
};
/* clang-format on */

/* ---- a namespace whose protocol only counts ---- */

static __be32 host(u32 n)
{
	return htonl(0x0a00000a + n);
}

/* With an address, so that there is a table of what is local. */
static struct net_device *link_dev(struct net *net)
{
	struct net_device *dev = test_dev(net, "eth0");

	test_ifa(dev, "10.0.0.1", 8);
	assert_int_equal(dev_open(dev), 0);
	return dev;
}

struct count {
	int asked, errors;
};
static struct count counted; /* one life at a time */

static void count_solicit(struct neighbour *n, struct sk_buff *skb)
{
	counted.asked++;
}

static void count_error(struct neighbour *n, struct sk_buff *skb)
{
	counted.errors++;
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
}

static const struct neigh_ops counting = {.solicit = count_solicit, .error_report = count_error};

static void settle(struct neigh_table *tbl, struct net_device *dev)
{
	neigh_parm_set(tbl, dev, NEIGH_DELAY_PROBE_TIME, 2 * HZ);
	neigh_parm_set(tbl, dev, NEIGH_BASE_REACHABLE_TIME, 4 * HZ);
	neigh_parms(tbl, dev)->reachable_time = 4 * HZ; /* by chance otherwise */
}

static struct sk_buff *packet(struct net *net)
{
	struct sk_buff *skb = net_alloc_skb(net_shard0(net), 64, NULL);

	assert_non_null(skb);
	memset(skb_put(skb, 64), 0, 64);
	skb_reset_network_header(skb);
	return skb;
}

static void wait_ms(struct net *net, u32 ms)
{
	net_advance(net, net_shard0(net)->clock.mono_ns + ms * 1000000ull);
}

static int perform(struct neighbour *n, const struct step *s)
{
	const u8 mac[6] = {2, 0, 0, 0, 0, s->mac};
	struct sk_buff *skb;

	switch (s->what) {
	case SEND:
		skb = packet(n->dev->net);
		if (!neigh_event_send(n, skb))
			consume_skb(skb);
		return 0;
	case NEWS:
		return neigh_update(n, s->mac ? mac : NULL, s->state, s->arg, 0);
	case ADMIN:
		return neigh_update(n, s->mac ? mac : NULL, s->state, s->arg | NEIGH_UPDATE_F_ADMIN,
				    0);
	case WAIT:
		wait_ms(n->dev->net, s->arg);
		return 0;
	default:
		return 0;
	}
}

static void live(const struct life *l, int family)
{
	static const u8 key[16] = {10, 0, 0, 9};
	struct net *net = test_net();
	struct net_device *dev = link_dev(net);
	struct neigh_table *tbl = neigh_find_table(net, family);
	struct neighbour *n;
	int ret;

	neigh_set_ops(tbl, &counting);
	settle(tbl, dev);
	counted = (struct count){0};
	rcu_lock();
	n = neigh_create(tbl, key, dev);
	assert_non_null(n);
	neigh_hold(n);
	rcu_unlock();
	for (const struct step *s = l->step; s->what; s++) {
		ret = perform(n, s);
		if (ret != s->ret || n->nud_state != s->becomes || counted.asked != s->asked ||
		    counted.errors != s->errors)
			fail_msg("%s, family %d, step %ld: %d %s asked %d errors %d", l->name,
				 family, (long)(s - l->step), ret, neigh_state_name(n->nud_state),
				 counted.asked, counted.errors);
	}
	neigh_put(n);
	test_net_end(net);
}

static void every_life(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(lives); i++) {
		live(&lives[i], AF_INET);
		live(&lives[i], AF_INET6);
	}
}

/* ---- the table ---- */

static void full_table_makes_none(void **state)
{
	struct net *net = test_net();
	struct net_device *dev = link_dev(net);
	struct neigh_table *tbl = arp_tbl(net);

	*neigh_limits(tbl) = (struct neigh_limits){1, 2, 4, 30};
	for (u32 i = 0; i < 4; i++)
		assert_non_null(neigh_create(tbl, &(__be32){host(i)}, dev));
	assert_null(neigh_create(tbl, &(__be32){host(4)}, dev));
	/* What is configured counts for nothing. */
	assert_non_null(neigh_create_static(tbl, &(__be32){host(5)}, dev));
	/* After 5 s without news the eldest make room, down to gc_thresh2. */
	wait_ms(net, 6000);
	assert_non_null(neigh_create(tbl, &(__be32){host(6)}, dev));
	assert_null(neigh_lookup(tbl, &(__be32){host(0)}, dev));
	assert_null(neigh_lookup(tbl, &(__be32){host(1)}, dev));
	assert_non_null(neigh_lookup(tbl, &(__be32){host(3)}, dev));
	test_net_end(net);
}

static void idle_ones_age(void **state)
{
	static const u8 mac[6] = {2, 0, 0, 0, 0, 1};
	struct net *net = test_net();
	struct net_device *dev = link_dev(net);
	struct neigh_table *tbl = arp_tbl(net);
	u32 flags = NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE;

	neigh_limits(tbl)->gc_thresh1 = 0;
	neigh_update(neigh_create(tbl, &(__be32){host(1)}, dev), mac, NUD_STALE, flags, 0);
	neigh_update(neigh_create(tbl, &(__be32){host(2)}, dev), mac, NUD_PERMANENT, flags, 0);
	neigh_update(neigh_create(tbl, &(__be32){host(3)}, dev), mac, NUD_STALE,
		     flags | NEIGH_UPDATE_F_EXT_LEARNED, 0);
	wait_ms(net, 50000);
	assert_non_null(neigh_lookup(tbl, &(__be32){host(1)}, dev));
	wait_ms(net, 40000);
	assert_null(neigh_lookup(tbl, &(__be32){host(1)}, dev));
	assert_non_null(neigh_lookup(tbl, &(__be32){host(2)}, dev));
	assert_non_null(neigh_lookup(tbl, &(__be32){host(3)}, dev));
	test_net_end(net);
}

static void managed_are_kept_resolved(void **state)
{
	struct net *net = test_net();
	struct net_device *dev = link_dev(net);
	struct neigh_table *tbl = arp_tbl(net);
	struct neighbour *n = neigh_create(tbl, &(__be32){host(1)}, dev);

	neigh_set_ops(tbl, &counting);
	counted = (struct count){0};
	assert_int_equal(neigh_update(n, NULL, NUD_NONE,
				      NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_MANAGED, 0),
			 0);
	assert_true(n->flags & NTF_MANAGED);
	wait_ms(net, 6000);
	assert_int_equal(n->nud_state, NUD_INCOMPLETE);
	assert_true(counted.asked >= 1);
	test_net_end(net);
}

static void groups_are_known(void **state)
{
	static const u8 all_nodes[16] = {0xff, 2, [15] = 1};
	struct net *net = test_net();
	struct net_device *dev = link_dev(net);
	struct neighbour *n = neigh_create(arp_tbl(net), &(__be32){test_addr("224.129.2.3")}, dev);

	assert_int_equal(n->nud_state, NUD_NOARP);
	assert_memory_equal(n->ha, "\x01\x00\x5e\x01\x02\x03", 6);
	assert_memory_equal(n->hh + 14, "\x08\x00", 2);
	n = neigh_create(nd_tbl(net), all_nodes, dev);
	assert_int_equal(n->nud_state, NUD_NOARP);
	assert_memory_equal(n->ha, "\x33\x33\x00\x00\x00\x01", 6);
	assert_memory_equal(n->hh + 14, "\x86\xdd", 2);
	test_net_end(net);
}

static void proxies_are_apart(void **state)
{
	struct net *net = test_net();
	struct net_device *a = link_dev(net), *b = test_dev(net, "eth1");
	struct neigh_table *tbl = arp_tbl(net);

	assert_non_null(pneigh_create(tbl, &(__be32){host(7)}, a));
	assert_ptr_equal(pneigh_create(tbl, &(__be32){host(7)}, a),
			 pneigh_lookup(tbl, &(__be32){host(7)}, a));
	assert_null(pneigh_lookup(tbl, &(__be32){host(7)}, b));
	assert_null(neigh_lookup(tbl, &(__be32){host(7)}, a));
	assert_non_null(pneigh_create(tbl, &(__be32){host(8)}, NULL));
	assert_non_null(pneigh_lookup(tbl, &(__be32){host(8)}, b));
	assert_int_equal(pneigh_delete(tbl, &(__be32){host(8)}, b), -ENOENT);
	assert_int_equal(pneigh_delete(tbl, &(__be32){host(8)}, NULL), 0);
	dev_close(a);
	assert_null(pneigh_lookup(tbl, &(__be32){host(7)}, a));
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_life),	    cmocka_unit_test(full_table_makes_none),
		cmocka_unit_test(idle_ones_age),    cmocka_unit_test(managed_are_kept_resolved),
		cmocka_unit_test(groups_are_known), cmocka_unit_test(proxies_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

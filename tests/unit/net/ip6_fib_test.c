// SPDX-License-Identifier: GPL-2.0-or-later
/* IPv6 tables: adding, replacing, deleting, look-ups, rules, several next hops. */
#include "net_helper.h"

#include "net/multipath.h"

#include <linux/netlink.h>

static struct in6_addr in6(const char *text)
{
	struct in6_addr a;

	assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
	return a;
}

static struct net *two_ports(void)
{
	struct net *net = test_net();
	static const char *const name[] = {"lo", "p0", "p1"};

	inet6_conf_set(net, (void *)-1, DEVCONF_ACCEPT_DAD, 0);
	inet6_conf_set(net, NULL, DEVCONF_FORWARDING, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(name); i++) {
		struct net_device *dev = test_dev(net, name[i]);
		struct ifa6_config cfg = {
			.plen = 64, .valid_lft = UINT32_MAX, .preferred_lft = UINT32_MAX};

		assert_int_equal(dev_open(dev), 0);
		cfg.pfx = in6(i == 1 ? "2001:db8::1" : "2001:db8:1::1");
		if (i)
			assert_int_equal(inet6_addr_add(dev, &cfg, NULL, NULL), 0);
	}
	return net;
}

/** struct ask - a route as `ip -6 route` says it; NULL, 0: not given */
struct ask {
	const char *dst;
	u8 len;
	const char *via;
	int oif;
	u32 metric, table;
	u16 nlflags;
	u8 type;
	u32 flags;
};

static struct fib6_config config(const struct ask *a)
{
	struct fib6_config cfg = {
		.fc_table = a->table ? a->table : RT_TABLE_MAIN,
		.fc_metric = a->metric ? a->metric : IP6_RT_PRIO_USER,
		.fc_dst = in6(a->dst),
		.fc_dst_len = a->len,
		.fc_ifindex = a->oif,
		.fc_type = a->type ? a->type : RTN_UNICAST,
		.fc_flags = RTF_UP | a->flags,
		.fc_nlflags = a->nlflags ? a->nlflags : NLM_F_CREATE | NLM_F_EXCL,
	};

	if (a->via) {
		cfg.fc_gateway = in6(a->via);
		cfg.fc_flags |= RTF_GATEWAY;
	}
	if (fib6_prop_error(cfg.fc_type))
		cfg.fc_flags |= RTF_REJECT;
	return cfg;
}

static int add(struct net *net, struct ask a)
{
	struct fib6_config cfg = config(&a);

	return ip6_route_add(net, &cfg, NULL);
}

static int del(struct net *net, struct ask a)
{
	struct fib6_config cfg = config(&a);

	cfg.fc_metric = a.metric;
	cfg.fc_delete_all_nh = true;
	return ip6_route_del(net, &cfg, NULL);
}

/* The way to @dst: "gateway" or "device name", "!errno" of an error. */
static void check(struct net *net, const char *dst, const char *expected)
{
	struct flowi6 fl6 = {.daddr = in6(dst)};
	struct fib6_result res;
	char got[64];
	int err;

	rcu_lock();
	err = fib6_lookup(net, &fl6, &res, 0);
	if (err || res.rt->rt6_error)
		snprintf(got, sizeof(got), "!%d", err ? -err : res.rt->rt6_error);
	else if (res.rt->has_gateway)
		inet_ntop(AF_INET6, &res.rt->rt6i_gateway, got, sizeof(got));
	else
		snprintf(got, sizeof(got), "%s", res.rt->dev->name);
	rcu_unlock();
	assert_string_equal(got, expected);
}

static void longest_prefix_and_metric(void **state)
{
	struct net *net = two_ports();

	assert_int_equal(add(net, (struct ask){"::", 0, "2001:db8::2"}), 0);
	assert_int_equal(add(net, (struct ask){"2001:db8:5::", 48, "2001:db8:1::2"}), 0);
	assert_int_equal(add(net, (struct ask){"2001:db8:5::", 48, "2001:db8::3", .metric = 5}), 0);
	check(net, "2001:db8:5::1", "2001:db8::3");
	check(net, "2001:db8:6::1", "2001:db8::2");
	check(net, "2001:db8:1::9", "p1");
	assert_int_equal(del(net, (struct ask){"2001:db8:5::", 48, .metric = 5}), 0);
	check(net, "2001:db8:5::1", "2001:db8:1::2");
	assert_int_equal(del(net, (struct ask){"2001:db8:5::", 48}), 0);
	assert_int_equal(del(net, (struct ask){"2001:db8:5::", 48}), -ESRCH);
	check(net, "2001:db8:5::1", "2001:db8::2");
	test_net_end(net);
}

static void error_routes(void **state)
{
	static const struct {
		u8 type;
		const char *answer;
	} row[] = {
		{RTN_UNREACHABLE, "!113"},
		{RTN_PROHIBIT, "!13"},
		{RTN_BLACKHOLE, "!22"},
		{RTN_THROW, "!101"},
	};
	struct net *net = two_ports();

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		assert_int_equal(add(net, (struct ask){"2001:db8:9::", 48, .type = row[i].type}),
				 0);
		check(net, "2001:db8:9::1", row[i].answer);
		assert_int_equal(del(net, (struct ask){"2001:db8:9::", 48}), 0);
	}
	check(net, "2001:db8:9::1", "!101");
	test_net_end(net);
}

static void refused(void **state)
{
	static const struct {
		struct ask ask;
		int err;
	} row[] = {
		{{"2001:db8:5::", 48, "2001:db8:7::1"}, -EHOSTUNREACH},
		{{"2001:db8:5::", 48, "2001:db8::1"}, -EINVAL},
		{{"2001:db8:5::", 48, "ff02::1"}, -EINVAL},
		{{"2001:db8:5::", 48, "fe80::1"}, -EINVAL},
		{{"2001:db8:5::", 48, "2001:db8::2", 3}, -EHOSTUNREACH},
		{{"2001:db8:5::", 129, "2001:db8::2"}, -EINVAL},
		{{"2001:db8:5::", 48}, -ENODEV},
		{{"2001:db8:5::", 48, .oif = 77}, -ENODEV},
		{{"2001:db8:5::", 48, "fe80::1", 2}, 0},
		{{"2001:db8:5::", 48, "fe80::1", 2}, -EEXIST},
		{{"2001:db8:6::", 48, "2001:db8:7::1", 2, .flags = RTNH_F_ONLINK}, 0},
		{{"2001:db8:7::", 48, "2001:db8::2", .nlflags = NLM_F_REPLACE}, -ENOENT},
	};
	struct net *net = two_ports();

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		assert_int_equal(add(net, row[i].ask), row[i].err);
	test_net_end(net);
}

static void replace_and_append(void **state)
{
	u16 append = NLM_F_CREATE | NLM_F_APPEND, replace = NLM_F_CREATE | NLM_F_REPLACE;
	struct net *net = two_ports();
	struct fib6_leaf *l;
	struct in6_addr dst = in6("2001:db8:5::");

	assert_int_equal(add(net, (struct ask){"2001:db8:5::", 48, "2001:db8::2"}), 0);
	assert_int_equal(
		add(net, (struct ask){"2001:db8:5::", 48, "2001:db8::3", .nlflags = append}), 0);
	l = fib6_trie_find(fib6_state(net)->main->trie, &dst, 48);
	assert_int_equal(fib6_nsiblings(l->first), 1);
	assert_int_equal(
		add(net, (struct ask){"2001:db8:5::", 48, "2001:db8::4", .nlflags = replace}), 0);
	assert_int_equal(fib6_nsiblings(l->first), 0);
	check(net, "2001:db8:5::1", "2001:db8::4");
	test_net_end(net);
}

static void flows_spread_over_siblings(void **state)
{
	u16 append = NLM_F_CREATE | NLM_F_APPEND;
	struct net *net = two_ports();
	int by_first = 0;

	assert_int_equal(add(net, (struct ask){"::", 0, "2001:db8::2"}), 0);
	assert_int_equal(add(net, (struct ask){"::", 0, "2001:db8:1::2", .nlflags = append}), 0);
	rcu_lock();
	for (u32 i = 0; i < 1000; i++) {
		struct flowi6 fl6 = {.daddr = in6("2001:db8:9::"), .saddr = in6("2001:db8:8::1")};
		struct fib6_result res, again;

		fl6.daddr.s6_addr32[3] = htonl(i);
		assert_int_equal(fib6_lookup(net, &fl6, &res, 0), 0);
		assert_int_equal(fib6_lookup(net, &fl6, &again, 0), 0);
		assert_ptr_equal(res.f6i, again.f6i);
		by_first += res.f6i->nh_dev->ifindex == 2;
	}
	rcu_unlock();
	assert_in_range(by_first, 400, 600);
	dev_close(dev_get_by_name(net, "p1"));
	check(net, "2001:db8:9::3", "2001:db8::2");
	check(net, "2001:db8:9::4", "2001:db8::2");
	test_net_end(net);
}

static void rules_choose_tables(void **state)
{
	struct net *net = two_ports();
	struct fib_rule rule = {.family = AF_INET6,
				.action = FR_ACT_TO_TBL,
				.table = 100,
				.suppress_prefixlen = -1,
				.suppress_ifgroup = -1,
				.dst = in6("2001:db8:5::"),
				.dst_len = 48};

	assert_int_equal(add(net, (struct ask){"::", 0, "2001:db8::2"}), 0);
	assert_int_equal(add(net, (struct ask){"::", 0, "2001:db8:1::2", .table = 100}), 0);
	assert_int_equal(fib_newrule(net, &rule, true, true, NULL, NULL), 0);
	check(net, "2001:db8:5::1", "2001:db8:1::2");
	check(net, "2001:db8:6::1", "2001:db8::2");
	rule.suppress_prefixlen = 0;
	rule.pref = 5;
	assert_int_equal(fib_newrule(net, &rule, false, true, NULL, NULL), 0);
	check(net, "2001:db8:5::1", "2001:db8:1::2");
	rule = (struct fib_rule){.family = AF_INET6,
				 .action = FR_ACT_PROHIBIT,
				 .pref = 4,
				 .suppress_prefixlen = -1,
				 .suppress_ifgroup = -1};
	assert_int_equal(fib_newrule(net, &rule, false, true, NULL, NULL), 0);
	check(net, "2001:db8:6::1", "!13");
	check(net, "2001:db8::1", "lo");
	test_net_end(net);
}

static void expired_routes_go(void **state)
{
	struct net *net = two_ports();
	struct fib6_config cfg = config(&(struct ask){"2001:db8:5::", 48, "2001:db8::2"});
	u64 before = fib6_state(net)->entries;

	cfg.fc_flags |= RTF_EXPIRES;
	cfg.fc_expires = net_shard0(net)->clock.jiffies + 10 * HZ;
	assert_int_equal(ip6_route_add(net, &cfg, NULL), 0);
	check(net, "2001:db8:5::1", "2001:db8::2");
	net_advance(net, 11 * NSEC_PER_SEC);
	check(net, "2001:db8:5::1", "!101");
	assert_int_equal(fib6_state(net)->entries, before + 1);
	net_advance(net, 32 * NSEC_PER_SEC);
	assert_int_equal(fib6_state(net)->entries, before);
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_prefix_and_metric),
		cmocka_unit_test(error_routes),
		cmocka_unit_test(refused),
		cmocka_unit_test(replace_and_append),
		cmocka_unit_test(flows_spread_over_siblings),
		cmocka_unit_test(rules_choose_tables),
		cmocka_unit_test(expired_routes_go),
	};
	int ret;

	rcu_thread_enter();
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rcu_thread_exit();
	return ret;
}

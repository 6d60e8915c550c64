// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses make routes, routes are chosen and refused as in the kernel, rules choose tables. */
#include "net_helper.h"

#include <linux/netlink.h>

/* ---- what a table holds, as text ---- */

static const char *const type_name[] = {
	[RTN_UNICAST] = "unicast",     [RTN_LOCAL] = "local",
	[RTN_BROADCAST] = "broadcast", [RTN_BLACKHOLE] = "blackhole",
	[RTN_PROHIBIT] = "prohibit",   [RTN_UNREACHABLE] = "unreachable",
	[RTN_THROW] = "throw",
};

static void table_text(struct net *net, u32 id, char *out, size_t size)
{
	struct fib_table *tb = fib_get_table(net, id);
	size_t n = 0;

	out[0] = '\0';
	if (!tb)
		return;
	for (struct fib_leaf *l = fib_trie_next(tb->trie, 0, 33); l;
	     l = fib_trie_next(tb->trie, l->key, l->plen)) {
		for (struct fib_alias *fa = l->first; fa; fa = fa->next) {
			struct in_addr a = {htonl(l->key)}, src = {fa->fa_info->fib_prefsrc};
			const struct fib_nh *nh = fa->fa_info->fib_nh;

			if (fa->tb_id != id)
				continue;
			n += (size_t)snprintf(out + n, size - n, "%s %s/%d", type_name[fa->fa_type],
					      inet_ntoa(a), l->plen);
			if (nh->nh_gw)
				n += (size_t)snprintf(out + n, size - n, " via %s",
						      inet_ntoa((struct in_addr){nh->nh_gw}));
			n += (size_t)snprintf(out + n, size - n, " dev %s",
					      nh->nh_dev ? nh->nh_dev->name : "-");
			if (src.s_addr)
				n += (size_t)snprintf(out + n, size - n, " src %s", inet_ntoa(src));
			n += (size_t)snprintf(out + n, size - n, "\n");
		}
	}
}

static void assert_table(struct net *net, u32 id, const char *expected)
{
	char text[4096];

	table_text(net, id, text, sizeof(text));
	assert_string_equal(text, expected);
}

/* ---- a namespace with two ports ---- */

static struct net_device *eth0, *eth1;

static struct net *two_ports(void)
{
	struct net *net = test_net();
	struct net_device *lo = test_dev(net, "lo");

	eth0 = test_dev(net, "eth0");
	eth1 = test_dev(net, "eth1");
	assert_int_equal(dev_open(lo), 0);
	assert_int_equal(dev_open(eth0), 0);
	assert_int_equal(dev_open(eth1), 0);
	test_ifa(eth0, "10.0.0.1", 24);
	test_ifa(eth1, "192.168.1.1", 24);
	return net;
}

static void addresses_make_routes(void **state)
{
	struct net *net = two_ports();

	assert_table(net, RT_TABLE_LOCAL,
		     "local 10.0.0.1/32 dev eth0 src 10.0.0.1\n"
		     "broadcast 10.0.0.255/32 dev eth0 src 10.0.0.1\n"
		     "local 127.0.0.0/8 dev lo src 127.0.0.1\n"
		     "local 127.0.0.1/32 dev lo src 127.0.0.1\n"
		     "broadcast 127.255.255.255/32 dev lo src 127.0.0.1\n"
		     "local 192.168.1.1/32 dev eth1 src 192.168.1.1\n"
		     "broadcast 192.168.1.255/32 dev eth1 src 192.168.1.1\n");
	assert_table(net, RT_TABLE_MAIN,
		     "unicast 10.0.0.0/24 dev eth0 src 10.0.0.1\n"
		     "unicast 192.168.1.0/24 dev eth1 src 192.168.1.1\n");
	dev_close(eth0);
	assert_table(net, RT_TABLE_MAIN, "unicast 192.168.1.0/24 dev eth1 src 192.168.1.1\n");
	assert_int_equal(inet_addr_type(net, test_addr("10.0.0.1")), RTN_LOCAL);
	assert_int_equal(dev_open(eth0), 0);
	unregister_netdevice(eth1);
	assert_table(net, RT_TABLE_LOCAL,
		     "local 10.0.0.1/32 dev eth0 src 10.0.0.1\n"
		     "broadcast 10.0.0.255/32 dev eth0 src 10.0.0.1\n"
		     "local 127.0.0.0/8 dev lo src 127.0.0.1\n"
		     "local 127.0.0.1/32 dev lo src 127.0.0.1\n"
		     "broadcast 127.255.255.255/32 dev lo src 127.0.0.1\n");
	test_net_end(net);
}

static void secondaries_go_or_are_promoted(void **state)
{
	for (int promote = 0; promote < 2; promote++) {
		struct net *net = two_ports();
		struct in_ifaddr first = {.ifa_local = test_addr("10.0.0.1"), .ifa_prefixlen = 24};

		test_ifa(eth0, "10.0.0.2", 24);
		test_ifa(eth0, "10.0.0.3", 24);
		assert_int_equal(
			inet_conf_set(net, eth0, IPV4_DEVCONF_PROMOTE_SECONDARIES, promote), 0);
		assert_int_equal(inet_addr_del(eth0, &first, false), 0);
		assert_int_equal(inet_addr_del(eth0, &first, false), -EADDRNOTAVAIL);
		if (promote)
			assert_table(net, RT_TABLE_MAIN,
				     "unicast 10.0.0.0/24 dev eth0 src 10.0.0.2\n"
				     "unicast 192.168.1.0/24 dev eth1 src 192.168.1.1\n");
		else
			assert_table(net, RT_TABLE_MAIN,
				     "unicast 192.168.1.0/24 dev eth1 src 192.168.1.1\n");
		assert_int_equal(inet_addr_type(net, test_addr("10.0.0.3")),
				 promote ? RTN_LOCAL : RTN_UNICAST);
		test_net_end(net);
	}
}

static struct fib_config route(const char *dst, int plen, const char *gw, int oif)
{
	return (struct fib_config){
		.fc_dst = test_addr(dst),
		.fc_dst_len = (u8)plen,
		.fc_gw = gw ? test_addr(gw) : 0,
		.fc_oif = oif,
		.fc_type = RTN_UNICAST,
		.fc_scope = gw ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.fc_protocol = RTPROT_BOOT,
		.fc_table = RT_TABLE_MAIN,
		.fc_nlflags = NLM_F_CREATE | NLM_F_EXCL,
	};
}

static int add(struct net *net, const struct fib_config *cfg, const char **msg)
{
	struct netlink_ext_ack extack = {0};
	int err = fib_table_insert(net, fib_new_table(net, cfg->fc_table), cfg, &extack);

	if (msg)
		*msg = extack.msg;
	return err;
}

static void refusals_are_the_kernels(void **state)
{
	struct net *net = two_ports();
	struct fib_config cfg = route("10.9.0.0", 16, "172.16.0.1", 0);
	const char *msg;

	assert_int_equal(add(net, &cfg, &msg), -ENETUNREACH);
	assert_string_equal(msg, "Nexthop has invalid gateway");
	cfg = route("10.9.0.1", 16, "10.0.0.9", 0);
	assert_int_equal(add(net, &cfg, &msg), -EINVAL);
	assert_string_equal(msg, "Invalid prefix for given prefix length");
	cfg = route("10.9.0.0", 16, "10.0.0.255", 0);
	assert_int_equal(add(net, &cfg, &msg), -EINVAL);
	assert_string_equal(msg, "Nexthop has invalid gateway");
	cfg = route("10.9.0.0", 16, NULL, 77);
	assert_int_equal(add(net, &cfg, &msg), -ENODEV);
	cfg = route("10.9.0.0", 16, "10.0.0.9", 0);
	cfg.fc_prefsrc = test_addr("10.0.0.7");
	assert_int_equal(add(net, &cfg, &msg), -EINVAL);
	assert_string_equal(msg, "Invalid prefsrc address");
	cfg.fc_prefsrc = 0;
	assert_int_equal(add(net, &cfg, NULL), 0);
	assert_int_equal(add(net, &cfg, NULL), -EEXIST);
	dev_close(eth1);
	cfg = route("10.8.0.0", 16, NULL, eth1->ifindex);
	assert_int_equal(add(net, &cfg, &msg), -ENETDOWN);
	assert_string_equal(msg, "Device for nexthop is not up");
	cfg = route("10.7.0.0", 16, "10.0.0.9", 0);
	assert_int_equal(fib_table_delete(net, fib_get_table(net, RT_TABLE_MAIN), &cfg, NULL),
			 -ESRCH);
	cfg.fc_nlflags = NLM_F_REPLACE;
	assert_int_equal(add(net, &cfg, NULL), -ENOENT);
	test_net_end(net);
}

static void check_route(struct net *net, const char *dst, u8 tos, u32 mark, int err, const char *gw)
{
	struct flowi4 fl = {.daddr = test_addr(dst), .flowi4_tos = tos, .flowi4_mark = mark};
	struct fib_result res;

	assert_int_equal(fib_lookup(net, &fl, &res), err);
	if (!err)
		assert_int_equal(res.rt->rt_gateway, gw ? test_addr(gw) : 0);
}

static void longest_then_tos_then_priority(void **state)
{
	struct net *net = two_ports();
	struct fib_config cfg = route("10.9.0.0", 16, "10.0.0.10", 0);

	cfg.fc_priority = 10;
	assert_int_equal(add(net, &cfg, NULL), 0);
	cfg.fc_priority = 5;
	cfg.fc_gw = test_addr("10.0.0.5");
	assert_int_equal(add(net, &cfg, NULL), 0);
	cfg.fc_tos = 0x10;
	cfg.fc_priority = 20;
	cfg.fc_gw = test_addr("10.0.0.20");
	assert_int_equal(add(net, &cfg, NULL), 0);
	cfg = route("10.9.1.0", 24, NULL, 0);
	cfg.fc_type = RTN_PROHIBIT;
	cfg.fc_scope = RT_SCOPE_UNIVERSE;
	assert_int_equal(add(net, &cfg, NULL), 0);
	cfg = route("10.9.2.0", 24, "10.0.0.24", 0);
	cfg.fc_tos = 0x08;
	assert_int_equal(add(net, &cfg, NULL), 0);

	check_route(net, "10.9.3.1", 0, 0, 0, "10.0.0.5");
	check_route(net, "10.9.3.1", 0x10, 0, 0, "10.0.0.20");
	check_route(net, "10.9.3.1", 0x04, 0, 0, "10.0.0.5");
	check_route(net, "10.9.1.1", 0, 0, -EACCES, NULL);
	check_route(net, "10.9.2.1", 0x08, 0, 0, "10.0.0.24");
	/* The longer prefix does not fit the TOS: the shorter one serves. */
	check_route(net, "10.9.2.1", 0, 0, 0, "10.0.0.5");
	check_route(net, "8.8.8.8", 0, 0, -ENETUNREACH, NULL);
	/* The link goes: its routes with it. */
	dev_close(eth0);
	check_route(net, "10.9.3.1", 0, 0, -ENETUNREACH, NULL);
	check_route(net, "10.9.1.1", 0, 0, -EACCES, NULL);
	test_net_end(net);
}

static void main_wins_over_local_until_there_are_rules(void **state)
{
	struct net *net = two_ports();
	struct fib_config cfg = route("127.1.2.3", 32, "10.0.0.10", 0);
	struct fib_rule rule = {.family = AF_INET,
				.table = 100,
				.action = FR_ACT_TO_TBL,
				.mark = 7,
				.mark_mask = 0xff,
				.suppress_prefixlen = -1,
				.suppress_ifgroup = -1};

	assert_int_equal(add(net, &cfg, NULL), 0);
	check_route(net, "127.1.2.3", 0, 0, 0, "10.0.0.10");
	assert_int_equal(fib_newrule(net, &rule, true, true, NULL, NULL), 0);
	check_route(net, "127.1.2.3", 0, 0, 0, NULL);
	assert_int_equal(fib_rule_next(net, AF_INET, fib_rule_first(net, AF_INET))->pref, 0x7ffd);
	test_net_end(net);
}

static void rules_choose_tables(void **state)
{
	struct net *net = two_ports();
	struct fib_rule rule = {.family = AF_INET,
				.table = 100,
				.action = FR_ACT_TO_TBL,
				.mark = 7,
				.mark_mask = 0xff,
				.suppress_prefixlen = -1,
				.suppress_ifgroup = -1};
	struct fib_rule_given given = {.mark = true};
	struct fib_config cfg = route("0.0.0.0", 0, "10.0.0.100", 0);

	cfg.fc_table = 100;
	assert_int_equal(add(net, &cfg, NULL), 0);
	check_route(net, "8.8.8.8", 0, 7, -ENETUNREACH, NULL);
	assert_int_equal(fib_newrule(net, &rule, true, true, NULL, NULL), 0);
	rule.pref = 0x7ffd;
	assert_int_equal(fib_newrule(net, &rule, false, true, NULL, NULL), -EEXIST);
	check_route(net, "8.8.8.8", 0, 0x107, 0, "10.0.0.100");
	check_route(net, "8.8.8.8", 0, 8, -ENETUNREACH, NULL);
	/* goto over it */
	struct fib_rule jump = {.pref = 100,
				.action = FR_ACT_GOTO,
				.target = 0x7ffe,
				.suppress_prefixlen = -1,
				.suppress_ifgroup = -1};
	assert_int_equal(fib_newrule(net, &jump, false, true, NULL, NULL), 0);
	check_route(net, "8.8.8.8", 0, 7, -ENETUNREACH, NULL);
	assert_int_equal(
		fib_delrule(net, &jump, &(struct fib_rule_given){.pref = true}, NULL, NULL), 0);
	check_route(net, "8.8.8.8", 0, 7, 0, "10.0.0.100");
	assert_int_equal(fib_delrule(net, &rule, &given, NULL, NULL), 0);
	assert_int_equal(fib_delrule(net, &rule, &given, NULL, NULL), -ENOENT);
	check_route(net, "8.8.8.8", 0, 7, -ENETUNREACH, NULL);
	test_net_end(net);
}

static int validate(struct net *net, const char *src, struct net_device *in)
{
	struct sk_buff skb = {.dev = in};
	u32 itag;

	return fib_validate_source(&skb, test_addr(src), test_addr("192.168.1.9"), 0, 0, in,
				   in->ip_ptr, &itag);
}

static void sources_are_validated(void **state)
{
	struct net *net = two_ports();

	/* loose: only our own addresses are martians */
	assert_int_equal(validate(net, "10.0.0.9", eth1), 0);
	assert_int_equal(validate(net, "8.8.8.8", eth1), 0);
	assert_int_equal(validate(net, "10.0.0.1", eth0), -EINVAL);
	inet_conf_set(net, NULL, IPV4_DEVCONF_RP_FILTER, 2);
	assert_int_equal(validate(net, "10.0.0.9", eth1), 0);
	assert_int_equal(validate(net, "8.8.8.8", eth1), -EXDEV);
	inet_conf_set(net, NULL, IPV4_DEVCONF_RP_FILTER, 1);
	assert_int_equal(validate(net, "10.0.0.9", eth1), -EXDEV);
	assert_int_equal(validate(net, "10.0.0.9", eth0), 1);
	assert_int_equal(validate(net, "10.0.0.1", eth0), -EINVAL);
	assert_int_equal(validate(net, "10.0.0.255", eth0), -EINVAL);
	test_net_end(net);
}

static void lifetimes_end(void **state)
{
	struct net *net = two_ports();
	struct in_ifaddr ifa = {.ifa_local = test_addr("10.5.0.1"),
				.ifa_prefixlen = 16,
				.ifa_valid_lft = 20,
				.ifa_preferred_lft = 10};
	const struct in_ifaddr *found;

	assert_int_equal(inet_addr_add(eth0, &ifa), 0);
	found = inet_ifa_byprefix(eth0->ip_ptr, ifa.ifa_local, inet_make_mask(16));
	net_advance(net, 9 * NSEC_PER_SEC);
	assert_false(found->ifa_flags & IFA_F_DEPRECATED);
	net_advance(net, 11 * NSEC_PER_SEC);
	assert_true(found->ifa_flags & IFA_F_DEPRECATED);
	assert_int_equal(inet_addr_type(net, ifa.ifa_local), RTN_LOCAL);
	net_advance(net, 21 * NSEC_PER_SEC);
	assert_int_equal(inet_addr_type(net, ifa.ifa_local), RTN_UNICAST);
	test_net_end(net);
}

static void forwarding_reaches_every_device(void **state)
{
	struct net *net = two_ports();

	inet_conf_set(net, NULL, IPV4_DEVCONF_FORWARDING, 1);
	assert_true(IN_DEV_FORWARD(eth0->ip_ptr));
	assert_int_equal(IPV4_DEVCONF_ALL(net, ACCEPT_REDIRECTS), 0);
	assert_true(IN_DEV_FORWARD(test_dev(net, "eth%d")->ip_ptr));
	inet_conf_set(net, (void *)-1, IPV4_DEVCONF_RP_FILTER, 2);
	/* eth0 has an address: the default no longer reaches it */
	assert_int_equal(IN_DEV_CONF_GET(eth0->ip_ptr, RP_FILTER), 0);
	assert_int_equal(IN_DEV_CONF_GET(dev_get_by_name(net, "eth2")->ip_ptr, RP_FILTER), 2);
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_make_routes),
		cmocka_unit_test(secondaries_go_or_are_promoted),
		cmocka_unit_test(refusals_are_the_kernels),
		cmocka_unit_test(longest_then_tos_then_priority),
		cmocka_unit_test(main_wins_over_local_until_there_are_rules),
		cmocka_unit_test(rules_choose_tables),
		cmocka_unit_test(sources_are_validated),
		cmocka_unit_test(lifetimes_end),
		cmocka_unit_test(forwarding_reaches_every_device),
	};
	int ret;

	rcu_thread_enter();
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rcu_thread_exit();
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* IPv6 addresses and what follows them: states, routes, groups, settings. */
#include "net_helper.h"

#include <linux/netlink.h>

static struct in6_addr in6(const char *text)
{
	struct in6_addr a;

	assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
	return a;
}

static struct net_device *port(struct net *net, const char *name, u8 last)
{
	struct net_device *dev = alloc_etherdev(net, name, NULL);

	assert_non_null(dev);
	dev->dev_addr[0] = 2;
	dev->dev_addr[5] = last;
	assert_int_equal(register_netdevice(dev), 0);
	assert_int_equal(dev_open(dev), 0);
	return dev;
}

static struct net *router(struct net_device **p0)
{
	struct net *net = test_net();
	struct net_device *lo = test_dev(net, "lo");

	assert_int_equal(dev_open(lo), 0);
	inet6_conf_set(net, (void *)-1, DEVCONF_ACCEPT_DAD, 0);
	*p0 = port(net, "p0", 1);
	return net;
}

static int add(struct net_device *dev, const char *addr, u32 plen, u32 flags)
{
	struct ifa6_config cfg = {.pfx = in6(addr),
				  .plen = plen,
				  .ifa_flags = flags,
				  .valid_lft = UINT32_MAX,
				  .preferred_lft = UINT32_MAX};

	return inet6_addr_add(dev, &cfg, NULL, NULL);
}

static u8 type_of(struct net *net, const char *dst, int oif)
{
	struct flowi6 fl6 = {.daddr = in6(dst), .flowi6_oif = oif};
	struct fib6_result res;
	u8 type;

	rcu_lock();
	type = fib6_lookup(net, &fl6, &res, oif ? RT6_LOOKUP_F_IFACE : 0) ? RTN_UNREACHABLE
									  : res.fib6_type;
	rcu_unlock();
	return type;
}

static void routes_follow_addresses(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1");

	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_UNREACHABLE);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), -EEXIST);
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_LOCAL);
	assert_int_equal(type_of(net, "2001:db8::2", 0), RTN_UNICAST);
	assert_int_equal(type_of(net, "::1", 0), RTN_LOCAL);
	assert_int_equal(type_of(net, "fe80::ff:fe00:1", p0->ifindex), RTN_LOCAL);
	assert_int_equal(type_of(net, "fe80::5", p0->ifindex), RTN_UNICAST);
	assert_int_equal(type_of(net, "ff02::1", p0->ifindex), RTN_MULTICAST);
	assert_int_equal(inet6_addr_del(p0, 0, &a, 65, NULL, NULL), -EADDRNOTAVAIL);
	assert_int_equal(inet6_addr_del(p0, 0, &a, 64, NULL, NULL), 0);
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_UNREACHABLE);
	assert_int_equal(type_of(net, "2001:db8::2", 0), RTN_UNREACHABLE);
	test_net_end(net);
}

static void prefix_route_outlives_one_of_two(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1");

	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	assert_int_equal(add(p0, "2001:db8::2", 64, 0), 0);
	assert_int_equal(add(p0, "2001:db8:1::1", 64, IFA_F_NOPREFIXROUTE), 0);
	assert_int_equal(inet6_addr_del(p0, 0, &a, 64, NULL, NULL), 0);
	assert_int_equal(type_of(net, "2001:db8::9", 0), RTN_UNICAST);
	assert_int_equal(type_of(net, "2001:db8:1::9", 0), RTN_UNREACHABLE);
	test_net_end(net);
}

static void what_is_no_address(void **state)
{
	static const struct {
		const char *addr;
		u32 plen;
		int err;
	} row[] = {
		{"::", 64, -EADDRNOTAVAIL},   {"ff02::5", 64, -EADDRNOTAVAIL},
		{"::1", 128, -EADDRNOTAVAIL}, {"2001:db8::1", 129, -EINVAL},
		{"2001:db8::1", 0, 0},
	};
	struct net_device *p0;
	struct net *net = router(&p0);

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		assert_int_equal(add(p0, row[i].addr, row[i].plen, 0), row[i].err);
	test_net_end(net);
}

static void dad_takes_its_time(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1");

	inet6_conf_set(net, p0, DEVCONF_ACCEPT_DAD, 1);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	assert_false(ipv6_chk_addr(net, &a, NULL, false));
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_UNICAST);
	net_advance(net, 3 * NSEC_PER_SEC);
	assert_true(ipv6_chk_addr(net, &a, NULL, false));
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_LOCAL);
	assert_int_equal(add(p0, "2001:db8::2", 64, IFA_F_NODAD), 0);
	assert_int_equal(type_of(net, "2001:db8::2", 0), RTN_LOCAL);
	test_net_end(net);
}

static void duplicate_is_told(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1");
	struct inet6_ifaddr *ifa;

	inet6_conf_set(net, p0, DEVCONF_ACCEPT_DAD, 1);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	ifa = ipv6_get_ifaddr(net, &a, p0, true);
	assert_non_null(ifa);
	addrconf_dad_failure(NULL, ifa);
	assert_true(ifa->flags & IFA_F_DADFAILED);
	net_advance(net, 5 * NSEC_PER_SEC);
	assert_false(ipv6_chk_addr(net, &a, NULL, false));
	test_net_end(net);
}

static void lifetimes_end(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct ifa6_config cfg = {
		.pfx = in6("2001:db8::1"), .plen = 64, .valid_lft = 20, .preferred_lft = 10};
	struct inet6_ifaddr *ifa;

	assert_int_equal(inet6_addr_add(p0, &cfg, NULL, NULL), 0);
	ifa = ipv6_get_ifaddr(net, &cfg.pfx, p0, true);
	assert_false(ifa->flags & (IFA_F_DEPRECATED | IFA_F_PERMANENT));
	net_advance(net, 12 * NSEC_PER_SEC);
	assert_true(ifa->flags & IFA_F_DEPRECATED);
	net_advance(net, 22 * NSEC_PER_SEC);
	assert_null(ipv6_get_ifaddr(net, &cfg.pfx, p0, true));
	assert_int_equal(type_of(net, "2001:db8::9", 0), RTN_UNREACHABLE);
	cfg.preferred_lft = 30;
	assert_int_equal(inet6_addr_add(p0, &cfg, NULL, NULL), -EINVAL);
	test_net_end(net);
}

static void forwarding_joins_routers(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr group = in6("ff02::2"), any = in6("2001:db8::");

	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	assert_false(ipv6_chk_mcast_addr(p0, &group));
	inet6_conf_set(net, NULL, DEVCONF_FORWARDING, 1);
	assert_true(ipv6_chk_mcast_addr(p0, &group));
	assert_true(ipv6_chk_acast_addr(net, p0, &any));
	assert_int_equal(type_of(net, "2001:db8::", 0), RTN_ANYCAST);
	inet6_conf_set(net, NULL, DEVCONF_FORWARDING, 0);
	assert_false(ipv6_chk_mcast_addr(p0, &group));
	assert_false(ipv6_chk_acast_addr(net, p0, &any));
	assert_int_equal(type_of(net, "2001:db8::", 0), RTN_UNICAST);
	test_net_end(net);
}

static void disabled_means_gone(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1"), ll = in6("fe80::ff:fe00:1");

	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	inet6_conf_set(net, p0, DEVCONF_DISABLE_IPV6, 1);
	assert_null(ipv6_get_ifaddr(net, &a, NULL, false));
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), -EACCES);
	inet6_conf_set(net, p0, DEVCONF_DISABLE_IPV6, 0);
	assert_null(ipv6_get_ifaddr(net, &a, NULL, false));
	assert_non_null(ipv6_get_ifaddr(net, &ll, p0, true));
	test_net_end(net);
}

static void down_and_up(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);
	struct in6_addr a = in6("2001:db8::1");

	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	dev_close(p0);
	assert_null(ipv6_get_ifaddr(net, &a, NULL, false));
	assert_int_equal(dev_open(p0), 0);
	inet6_conf_set(net, p0, DEVCONF_KEEP_ADDR_ON_DOWN, 1);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	dev_close(p0);
	assert_non_null(ipv6_get_ifaddr(net, &a, NULL, false));
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_UNREACHABLE);
	assert_int_equal(dev_open(p0), 0);
	assert_int_equal(type_of(net, "2001:db8::1", 0), RTN_LOCAL);
	assert_int_equal(type_of(net, "2001:db8::9", 0), RTN_UNICAST);
	test_net_end(net);
}

static void small_mtu_takes_ipv6_away(void **state)
{
	struct net_device *p0;
	struct net *net = router(&p0);

	assert_int_equal(dev_set_mtu(p0, 1279), 0);
	assert_null(p0->ip6_ptr);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), -EINVAL);
	assert_int_equal(dev_set_mtu(p0, 1280), 0);
	assert_non_null(p0->ip6_ptr);
	assert_int_equal(type_of(net, "fe80::ff:fe00:1", p0->ifindex), RTN_LOCAL);
	test_net_end(net);
}

/* RFC 6724's rules, each deciding once; addresses of p0, destination, the source. */
static void source_selection(void **state)
{
	static const struct {
		const char *dst, *src;
	} row[] = {
		{"2001:db8:1::9", "2001:db8:1::1"}, /* longest prefix */
		{"2001:db8::9", "2001:db8::1"},	    {"fd00::9", "fd00::1"}, /* label */
		{"fe80::9", "fe80::ff:fe00:1"}, /* scope */
		{"ff02::1", "fe80::ff:fe00:1"},	    {"2001:db8:1::1", "2001:db8:1::1"}, /* itself */
	};
	struct net_device *p0;
	struct net *net = router(&p0);

	assert_int_equal(add(p0, "fd00::1", 64, 0), 0);
	assert_int_equal(add(p0, "2001:db8::1", 64, 0), 0);
	assert_int_equal(add(p0, "2001:db8:1::1", 64, 0), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		struct in6_addr dst = in6(row[i].dst), src = in6(row[i].src), got;

		assert_int_equal(ipv6_dev_get_saddr(net, p0, &dst, 0, &got), 0);
		assert_memory_equal(&got, &src, sizeof(src));
	}
	test_net_end(net);
}

/* The same secret and MAC give the same identifier. */
static void stable_privacy(void **state)
{
	struct net *net = test_net();
	struct in6_addr secret = in6("2001:db8::cafe"), one, other;
	struct net_device *p0;

	assert_int_equal(inet6_conf_secret(net, NULL, &secret), -EIO);
	assert_int_equal(inet6_conf_secret(net, (void *)-1, &secret), 0);
	p0 = port(net, "p0", 1);
	assert_int_equal(ipv6_get_lladdr(p0, &one, 0), 0);
	unregister_netdevice(p0);
	p0 = port(net, "p0", 1);
	assert_int_equal(ipv6_get_lladdr(p0, &other, 0), 0);
	assert_memory_equal(&one, &other, sizeof(one));
	unregister_netdevice(p0);
	p0 = port(net, "p0", 2);
	assert_int_equal(ipv6_get_lladdr(p0, &other, 0), 0);
	assert_memory_not_equal(&one, &other, sizeof(one));
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_follow_addresses),
		cmocka_unit_test(prefix_route_outlives_one_of_two),
		cmocka_unit_test(what_is_no_address),
		cmocka_unit_test(dad_takes_its_time),
		cmocka_unit_test(duplicate_is_told),
		cmocka_unit_test(lifetimes_end),
		cmocka_unit_test(forwarding_joins_routers),
		cmocka_unit_test(disabled_means_gone),
		cmocka_unit_test(down_and_up),
		cmocka_unit_test(small_mtu_takes_ipv6_away),
		cmocka_unit_test(source_selection),
		cmocka_unit_test(stable_privacy),
	};
	int ret;

	rcu_thread_enter();
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rcu_thread_exit();
	return ret;
}

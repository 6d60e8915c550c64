/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A namespace with devices, addresses, routes and neighbours, for the tests of net/. */
#ifndef TESTS_NET_HELPER_H
#define TESTS_NET_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/fib.h"
#include "net/fib6.h"
#include "net/neighbour.h"
#include "net/rtnl.h"

#include <stdio.h>
#include <stdlib.h>

static inline struct net *test_net(void)
{
	static const struct quintet_env env = {.seed = 1};
	struct net *net = net_create(&env, 1);

	assert_non_null(net);
	assert_int_equal(netdev_net_init(net), 0);
	assert_int_equal(devinet_net_init(net), 0);
	assert_int_equal(fib_net_init(net), 0);
	assert_int_equal(addrconf_net_init(net), 0);
	assert_int_equal(neigh_net_init(net), 0);
	return net;
}

static inline void test_net_end(struct net *net)
{
	neigh_net_exit(net);
	addrconf_net_exit(net);
	fib_net_exit(net);
	devinet_net_exit(net);
	netdev_net_exit(net);
	net_destroy(net);
}

static inline struct net_device *test_dev(struct net *net, const char *name)
{
	struct net_device *dev = !strcmp(name, "lo")
					 ? alloc_netdev(net, name, ARPHRD_LOOPBACK, NULL)
					 : alloc_etherdev(net, name, NULL);

	assert_non_null(dev);
	dev->dev_addr[0] = dev->type == ARPHRD_ETHER ? 2 : 0;
	assert_int_equal(register_netdevice(dev), 0);
	return dev;
}

static inline __be32 test_addr(const char *text)
{
	struct in_addr a;

	assert_int_equal(inet_pton(AF_INET, text, &a), 1);
	return a.s_addr;
}

static inline void test_ifa(struct net_device *dev, const char *addr, int plen)
{
	struct in_ifaddr ifa = {.ifa_local = test_addr(addr), .ifa_prefixlen = (u8)plen};

	assert_int_equal(inet_addr_add(dev, &ifa), 0);
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* Netlink datagrams into a NETLINK_ROUTE socket of a namespace with two devices, and every answer
 * out. */
#include "abi/endpoint.h"
#include "assembly/namespace.h"
#include "base/rcu.h"
#include "drivers/drivers.h"
#include "net/if_inet6.h"
#include "net/inetdevice.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void populate(struct net *net)
{
	struct in_ifaddr ifa = {.ifa_local = htonl(0x0a000001u), .ifa_prefixlen = 24};
	struct ifa6_config ifa6 = {.pfx = {.s6_addr = {0x20, 0x01, 0x0d, 0xb8, [15] = 1}},
				   .plen = 64,
				   .ifa_flags = IFA_F_NODAD,
				   .valid_lft = UINT32_MAX,
				   .preferred_lft = UINT32_MAX};
	const struct rtnl_link_params d0 = {.net = net, .name = "d0"};
	struct net_device *dev;

	if (dev_open(net->loopback_dev) || dummy_link_ops()->newlink(&d0, &dev) || dev_open(dev) ||
	    inet_addr_add(dev, &ifa) || inet6_addr_add(dev, &ifa6, NULL, NULL))
		abort();
}

/* Answers are whole messages, and dumps end. */
static void drain(struct endpoint *ep)
{
	static char buf[70000];
	unsigned int datagrams = 0;
	ssize_t n;

	while ((n = ep_nl_recv(ep, buf, sizeof(buf), false, NULL)) > 0) {
		const struct nlmsghdr *nlh = (const void *)buf;
		int left = (int)n;

		while (NLMSG_OK(nlh, left))
			nlh = NLMSG_NEXT(nlh, left);
		if (left > 0 || ++datagrams > 10000)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct quintet_env env = {.seed = 1};
	struct net *net;
	struct endpoint *ep;

	rcu_thread_enter();
	net = namespace_create(&env);
	if (!net)
		abort();
	populate(net);
	if (ep_socket(net, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, ep_user_local(), &ep) ||
	    ep_nl_bind(ep, ep_user_local(), 0, 0xffffffffu))
		abort();
	ep_nl_send(ep, ep_user_local(), data, size);
	drain(ep);
	net_advance(net, 100 * NSEC_PER_SEC);
	drain(ep);
	ep_close(ep);
	namespace_destroy(net);
	rcu_thread_exit();
	return 0;
}

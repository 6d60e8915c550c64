// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Virtual sockets: who answers which call; see endpoint.h.
 *
 * Socket options go by (level, name) to the group that registered them, whatever the socket's type;
 * the few of SOL_SOCKET that tools set on replacements are kept here.  Netlink has its own file.
 */
#include "abi/endpoint.h"

#include "abi/abi_internal.h"

#include <stdlib.h>
#include <sys/socket.h>

#define DEFAULT_BUF 212992u
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

/* ---- callers in this address space ---- */

static int local_copy_from(void *ctx, void *dst, uint64_t uaddr, size_t len)
{
	if (!uaddr && len)
		return -EFAULT;
	if (len)
		memcpy(dst, (const void *)(uintptr_t)uaddr, len);
	return 0;
}

static int local_copy_to(void *ctx, uint64_t uaddr, const void *src, size_t len)
{
	if (!uaddr && len)
		return -EFAULT;
	if (len)
		memcpy((void *)(uintptr_t)uaddr, src, len);
	return 0;
}

const struct ep_user *ep_user_local(void)
{
	static const struct ep_user user = {
		.copy_from = local_copy_from,
		.copy_to = local_copy_to,
		.pid = 1,
		.cap_net_admin = true,
	};

	return &user;
}

/* ---- sockets ---- */

static int check_socket(struct net *net, int domain, int type, int protocol,
			const struct ep_user *user)
{
	switch (domain) {
	case AF_INET:
	case AF_INET6:
		if (type != SOCK_RAW && type != SOCK_DGRAM && type != SOCK_STREAM)
			return -ESOCKTNOSUPPORT;
		return type == SOCK_RAW && !user->cap_net_admin ? -EPERM : 0;
	case AF_PACKET:
		return user->cap_net_admin ? 0 : -EPERM;
	case AF_NETLINK:
		if (type != SOCK_RAW && type != SOCK_DGRAM)
			return -ESOCKTNOSUPPORT;
		return netlink_family(net, protocol) ? 0 : -EPROTONOSUPPORT;
	default:
		return -EAFNOSUPPORT;
	}
}

int ep_socket(struct net *net, int domain, int type, int protocol, const struct ep_user *user,
	      struct endpoint **out)
{
	int err = check_socket(net, domain, type, protocol, user);
	struct endpoint *ep;

	if (err)
		return err;
	ep = calloc(1, sizeof(*ep));
	if (!ep)
		return -ENOBUFS;
	ep->net = net;
	ep->domain = domain;
	ep->type = type;
	ep->protocol = protocol;
	ep->rcvbuf = ep->sndbuf = DEFAULT_BUF;
	if (domain == AF_NETLINK)
		netlink_open(ep);
	cds_list_add_tail(&ep->list, &abi_state(net)->endpoints);
	*out = ep;
	return 0;
}

void ep_close(struct endpoint *ep)
{
	if (!ep)
		return;
	netlink_close(ep);
	cds_list_del(&ep->list);
	free(ep);
}

void ep_set_wakeup(struct endpoint *ep, void (*wake)(void *ctx), void *ctx)
{
	ep->wake = wake;
	ep->wake_ctx = ctx;
}

/* ---- options ---- */

static bool overlap(int a_min, int a_max, int b_min, int b_max)
{
	return a_min < b_max && b_min < a_max;
}

int ep_register_sockopt(struct net *net, const struct ep_sockopt_ops *ops)
{
	struct abi_state *st = abi_state(net);

	for (unsigned int i = 0; i < st->sockopts; i++) {
		const struct ep_sockopt_ops *o = st->sockopt[i];

		if (o->level == ops->level &&
		    (overlap(o->set_min, o->set_max, ops->set_min, ops->set_max) ||
		     overlap(o->get_min, o->get_max, ops->get_min, ops->get_max)))
			return -EBUSY;
	}
	if (st->sockopts == ABI_MAX_SOCKOPTS)
		return -ENOMEM;
	st->sockopt[st->sockopts++] = ops;
	return 0;
}

void ep_unregister_sockopt(struct net *net, const struct ep_sockopt_ops *ops)
{
	struct abi_state *st = abi_state(net);

	for (unsigned int i = 0; i < st->sockopts; i++)
		if (st->sockopt[i] == ops)
			st->sockopt[i--] = st->sockopt[--st->sockopts];
}

/* On which sockets the kernel answers a level: IPv4's on IPv6 sockets too, but not on raw ones. */
static bool level_fits(const struct endpoint *ep, int level)
{
	if (level == IPPROTO_IPV6)
		return ep->domain == AF_INET6;
	return level != IPPROTO_IP || ep->domain != AF_INET6 || ep->type != SOCK_RAW;
}

static const struct ep_sockopt_ops *find_group(const struct endpoint *ep, int level, int optname,
					       bool get)
{
	struct abi_state *st = abi_state(ep->net);

	if (!level_fits(ep, level))
		return NULL;
	for (unsigned int i = 0; i < st->sockopts; i++) {
		const struct ep_sockopt_ops *o = st->sockopt[i];
		int min = get ? o->get_min : o->set_min, max = get ? o->get_max : o->set_max;

		if (o->level == level && optname >= min && optname < max)
			return o;
	}
	return NULL;
}

static int get_int(const struct ep_user *user, int *value, u64 optval, u32 optlen)
{
	if (optlen < sizeof(*value))
		return -EINVAL;
	return user->copy_from(user->ctx, value, optval, sizeof(*value)) ? -EFAULT : 0;
}

static int set_buffer(const struct ep_user *user, u32 *buf, u64 optval, u32 optlen)
{
	int value, err = get_int(user, &value, optval, optlen);

	if (err)
		return err;
	/* The kernel doubles what is asked for, within its limits. */
	if (value < 1152)
		value = 1152;
	*buf = value > (1 << 24) ? 1u << 25 : (u32)value * 2;
	return 0;
}

static int set_socket_option(struct endpoint *ep, const struct ep_user *user, int optname,
			     u64 optval, u32 optlen)
{
	int value;

	switch (optname) {
	case SO_RCVBUF:
	case SO_RCVBUFFORCE:
		return set_buffer(user, &ep->rcvbuf, optval, optlen);
	case SO_SNDBUF:
	case SO_SNDBUFFORCE:
		return set_buffer(user, &ep->sndbuf, optval, optlen);
	case SO_REUSEADDR: /* means nothing to a socket that shares no port */
		return get_int(user, &value, optval, optlen);
	case SO_DETACH_FILTER:
		return -ENOENT; /* there never is one */
	default:
		return -ENOPROTOOPT; /* filters, ancillary data, priorities: not done here */
	}
}

int ep_setsockopt(struct endpoint *ep, const struct ep_user *user, int level, int optname,
		  uint64_t optval, uint32_t optlen)
{
	const struct ep_sockopt_ops *group = find_group(ep, level, optname, false);

	if (optlen > INT32_MAX)
		return -EINVAL;
	if (group) {
		if (!user->cap_net_admin)
			return -EPERM;
		return group->set ? group->set(ep->net, user, optname, optval, optlen)
				  : -ENOPROTOOPT;
	}
	if (level == SOL_SOCKET)
		return set_socket_option(ep, user, optname, optval, optlen);
	if (level == SOL_NETLINK && ep->domain == AF_NETLINK)
		return netlink_setsockopt(ep, user, optname, optval, optlen);
	return -ENOPROTOOPT;
}

static int get_socket_option(struct endpoint *ep, const struct ep_user *user, int optname,
			     u64 optval, u32 *optlen)
{
	u32 value;

	switch (optname) {
	case SO_RCVBUF:
		value = ep->rcvbuf;
		break;
	case SO_SNDBUF:
		value = ep->sndbuf;
		break;
	case SO_TYPE:
		value = (u32)ep->type;
		break;
	case SO_DOMAIN:
		value = (u32)ep->domain;
		break;
	case SO_PROTOCOL:
		value = (u32)ep->protocol;
		break;
	case SO_ERROR:
		value = 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	if (*optlen > sizeof(value))
		*optlen = sizeof(value);
	return user->copy_to(user->ctx, optval, &value, *optlen) ? -EFAULT : 0;
}

int ep_getsockopt(struct endpoint *ep, const struct ep_user *user, int level, int optname,
		  uint64_t optval, uint32_t *optlen)
{
	const struct ep_sockopt_ops *group = find_group(ep, level, optname, true);
	int len = (int)*optlen, err;

	if (len < 0)
		return -EINVAL;
	if (group) {
		if (!user->cap_net_admin)
			return -EPERM;
		err = group->get ? group->get(ep->net, user, optname, optval, &len) : -ENOPROTOOPT;
		if (!err)
			*optlen = (u32)len;
		return err;
	}
	if (level == SOL_SOCKET)
		return get_socket_option(ep, user, optname, optval, optlen);
	if (level == SOL_NETLINK && ep->domain == AF_NETLINK)
		return netlink_getsockopt(ep, user, optname, optval, optlen);
	return -ENOPROTOOPT;
}

int ep_ioctl(struct endpoint *ep, const struct ep_user *user, unsigned int cmd, uint64_t arg)
{
	return netdev_ioctl(ep->net, user, cmd, arg);
}

/* ---- the namespace ---- */

int abi_net_init(struct net *net)
{
	struct abi_state *st = calloc(1, sizeof(*st));

	if (!st)
		return -ENOMEM;
	CDS_INIT_LIST_HEAD(&st->endpoints);
	net->slot[NET_SLOT_ABI] = st;
	return 0;
}

void abi_net_exit(struct net *net)
{
	struct abi_state *st = abi_state(net);

	if (!st)
		return;
	while (!cds_list_empty(&st->endpoints))
		ep_close(caa_container_of(st->endpoints.next, struct endpoint, list));
	free(st);
	net->slot[NET_SLOT_ABI] = NULL;
}

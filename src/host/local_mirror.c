// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's namespace knows the engine's addresses and routes, for programs: what bind(2) takes
 * for an address of ours, what source address a connection has, how large its segments are, and
 * what is unreachable at once.  Everything leaves by the TUN; the engine routes again.
 *
 *	engine: events of rtnetlink ──► dirty ──► dumps ──► wanted ─┐
 *	kernel:              RTM_NEWROUTE, RTM_DELROUTE ◄── difference ◄── have
 *
 * Both ends speak rtnetlink, and the engine is asked by its own endpoint like any program.  Of its
 * tables local, main and default are followed; with more than ROUTES_MAX routes only local's are,
 * and a default route stands for all others.
 */
#include "host/local_internal.h"

#include "abi/endpoint.h"
#include "net/inetdevice.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ROUTES_MAX = 4096, DUMP_ROOM = 32768 };

/* An address (type RTN_LOCAL, plen 32) or a route, as the kernel is to have it. */
struct entry {
	__be32 dst, src;
	u32 mtu;
	u8 plen, type;
	bool address;
};

struct list {
	struct entry *e;
	size_t n, room;
};

struct local_mirror {
	struct net *net;
	int rtnl;
	u32 ifindex;
	struct endpoint *events, *dump;
	struct list have, wanted;
	size_t routes;
	bool dirty;
	u8 buf[DUMP_ROOM] __attribute__((aligned(8)));
};

static const struct ep_user owner = {.cap_net_admin = true};

/* ---- what is wanted ---- */

static void add(struct list *l, const struct entry *e)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		struct entry *more = realloc(l->e, room * sizeof(*more));

		if (!more)
			return;
		l->e = more;
		l->room = room;
	}
	l->e[l->n++] = *e;
}

static u32 attr_u32(const struct rtattr *a)
{
	u32 v = 0;

	if (a && RTA_PAYLOAD(a) >= sizeof(v))
		memcpy(&v, RTA_DATA(a), sizeof(v));
	return v;
}

static void read_attrs(const struct rtattr **tb, unsigned int max, const void *attrs, int len)
{
	for (const struct rtattr *a = attrs; RTA_OK(a, len); a = RTA_NEXT(a, len))
		if (a->rta_type <= max)
			tb[a->rta_type] = a;
}

static void want_address(struct local_mirror *m, const struct nlmsghdr *nlh)
{
	const struct ifaddrmsg *ifa = NLMSG_DATA(nlh);
	const struct rtattr *tb[IFA_MAX + 1] = {0};
	struct entry e = {.plen = 32, .type = RTN_LOCAL, .address = true};

	read_attrs(tb, IFA_MAX, IFA_RTA(ifa), (int)IFA_PAYLOAD(nlh));
	e.dst = attr_u32(tb[IFA_LOCAL]);
	if ((ntohl(e.dst) >> 24) != 127) /* the kernel's lo has them all */
		add(&m->wanted, &e);
}

static bool followed(u32 table, u8 type)
{
	switch (type) {
	case RTN_LOCAL:
		return table == RT_TABLE_LOCAL;
	case RTN_UNICAST:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		return table == RT_TABLE_MAIN || table == RT_TABLE_DEFAULT;
	default:
		return false;
	}
}

/* Where the route leaves by decides the source and the MTU. */
static void by_device(struct local_mirror *m, struct entry *e, u32 oif, __be32 gateway)
{
	struct net_device *dev = dev_get_by_index(m->net, (int)oif);

	if (!dev)
		return;
	if (!e->mtu)
		e->mtu = dev->mtu < 65535 ? dev->mtu : 65535;
	if (!e->src)
		e->src = inet_select_addr(dev, gateway ? gateway : e->dst, RT_SCOPE_UNIVERSE);
}

/* Of several next hops the first one speaks for all. */
static void by_next_hops(struct local_mirror *m, struct entry *e, const struct rtattr *a)
{
	const struct rtnexthop *nh = RTA_DATA(a);
	const struct rtattr *tb[RTA_MAX + 1] = {0};

	if (RTA_PAYLOAD(a) < sizeof(*nh) || RTA_PAYLOAD(a) < nh->rtnh_len)
		return;
	read_attrs(tb, RTA_MAX, RTNH_DATA(nh), (int)nh->rtnh_len - (int)sizeof(*nh));
	by_device(m, e, (u32)nh->rtnh_ifindex, attr_u32(tb[RTA_GATEWAY]));
}

static void want_route(struct local_mirror *m, const struct nlmsghdr *nlh)
{
	const struct rtmsg *rtm = NLMSG_DATA(nlh);
	const struct rtattr *tb[RTA_MAX + 1] = {0}, *metric[RTAX_MAX + 1] = {0};
	struct entry e = {.plen = rtm->rtm_dst_len, .type = rtm->rtm_type};
	u32 table;

	read_attrs(tb, RTA_MAX, RTM_RTA(rtm), (int)RTM_PAYLOAD(nlh));
	table = tb[RTA_TABLE] ? attr_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	if (rtm->rtm_flags & RTNH_F_DEAD || rtm->rtm_tos || !followed(table, e.type))
		return;
	if (table != RT_TABLE_LOCAL && m->routes++ >= ROUTES_MAX)
		return;
	e.dst = attr_u32(tb[RTA_DST]);
	e.src = attr_u32(tb[RTA_PREFSRC]);
	if (tb[RTA_METRICS])
		read_attrs(metric, RTAX_MAX, RTA_DATA(tb[RTA_METRICS]),
			   (int)RTA_PAYLOAD(tb[RTA_METRICS]));
	e.mtu = attr_u32(metric[RTAX_MTU]);
	if (e.type == RTN_LOCAL)
		e.type = RTN_UNICAST;
	if (tb[RTA_MULTIPATH])
		by_next_hops(m, &e, tb[RTA_MULTIPATH]);
	else
		by_device(m, &e, attr_u32(tb[RTA_OIF]), attr_u32(tb[RTA_GATEWAY]));
	add(&m->wanted, &e);
}

/* => false at the end of the dump */
static bool read_dump(struct local_mirror *m, ssize_t n)
{
	int len = (int)n;

	for (const struct nlmsghdr *h = (const struct nlmsghdr *)m->buf; NLMSG_OK(h, (u32)len);
	     h = NLMSG_NEXT(h, len)) {
		if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return false;
		if (h->nlmsg_type == RTM_NEWADDR &&
		    h->nlmsg_len >= NLMSG_LENGTH(sizeof(struct ifaddrmsg)))
			want_address(m, h);
		if (h->nlmsg_type == RTM_NEWROUTE &&
		    h->nlmsg_len >= NLMSG_LENGTH(sizeof(struct rtmsg)))
			want_route(m, h);
	}
	return true;
}

static void read_engine(struct local_mirror *m, u16 type)
{
	struct {
		struct nlmsghdr nlh;
		struct rtmsg rtm;
	} req = {.nlh = {.nlmsg_len = sizeof(req),
			 .nlmsg_type = type,
			 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		 .rtm = {.rtm_family = AF_INET}};
	ssize_t n;
	u32 group;

	if (ep_nl_send(m->dump, &owner, &req, sizeof(req)) < 0)
		return;
	do
		n = ep_nl_recv(m->dump, m->buf, sizeof(m->buf), false, &group);
	while (n > 0 && (size_t)n <= sizeof(m->buf) && read_dump(m, n));
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->address != y->address)
		return x->address ? -1 : 1;
	if (x->plen != y->plen)
		return x->plen > y->plen ? -1 : 1;
	return x->dst == y->dst ? 0 : ntohl(x->dst) < ntohl(y->dst) ? -1 : 1;
}

/* Sorted: addresses, without which routes have no source; then routes, longest prefix first.  Of
 * two for one prefix the first one told wins: qsort is not stable, so they are told apart by src.
 */
static void make_wanted(struct local_mirror *m)
{
	size_t n = 0;

	m->wanted.n = m->routes = 0;
	read_engine(m, RTM_GETADDR);
	read_engine(m, RTM_GETROUTE);
	if (m->routes > ROUTES_MAX) {
		struct entry all = {.type = RTN_UNICAST};

		add(&m->wanted, &all);
	}
	if (m->wanted.n)
		qsort(m->wanted.e, m->wanted.n, sizeof(*m->wanted.e), compare);
	for (size_t i = 0; i < m->wanted.n; i++)
		if (!n || compare(&m->wanted.e[n - 1], &m->wanted.e[i]))
			m->wanted.e[n++] = m->wanted.e[i];
	m->wanted.n = n;
}

/* ---- what the kernel is told ---- */

struct request {
	struct nlmsghdr nlh;
	union {
		struct ifaddrmsg ifa;
		struct rtmsg rtm;
	};
	u8 attrs[128];
};

static void put(struct request *r, u16 type, const void *data, size_t len)
{
	struct rtattr *a = (struct rtattr *)((u8 *)r + NLMSG_ALIGN(r->nlh.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (u16)RTA_LENGTH(len);
	memcpy(RTA_DATA(a), data, len);
	r->nlh.nlmsg_len = NLMSG_ALIGN(r->nlh.nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static void fill_address(struct request *r, const struct local_mirror *m, const struct entry *e)
{
	r->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(r->ifa));
	r->ifa = (struct ifaddrmsg){
		.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = m->ifindex};
	put(r, IFA_LOCAL, &e->dst, sizeof(e->dst));
	put(r, IFA_ADDRESS, &e->dst, sizeof(e->dst));
}

static void put_mtu(struct request *r, u32 mtu)
{
	struct {
		struct rtattr a;
		u32 mtu;
	} metrics = {{.rta_len = sizeof(metrics), .rta_type = RTAX_MTU}, mtu};

	put(r, RTA_METRICS, &metrics, sizeof(metrics));
}

static void fill_route(struct request *r, const struct local_mirror *m, const struct entry *e)
{
	r->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(r->rtm));
	r->rtm = (struct rtmsg){.rtm_family = AF_INET,
				.rtm_dst_len = e->plen,
				.rtm_table = RT_TABLE_MAIN,
				.rtm_protocol = RTPROT_STATIC,
				.rtm_scope =
					e->type == RTN_UNICAST ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
				.rtm_type = e->type};
	put(r, RTA_DST, &e->dst, sizeof(e->dst));
	if (e->type != RTN_UNICAST)
		return;
	put(r, RTA_OIF, &m->ifindex, sizeof(m->ifindex));
	if (e->src)
		put(r, RTA_PREFSRC, &e->src, sizeof(e->src));
	if (e->mtu)
		put_mtu(r, e->mtu);
}

static void tell(struct local_mirror *m, const struct entry *e, bool there)
{
	struct request r = {0};

	if (e->address)
		fill_address(&r, m, e);
	else
		fill_route(&r, m, e);
	r.nlh.nlmsg_type = (u16)(e->address ? (there ? RTM_NEWADDR : RTM_DELADDR)
					    : (there ? RTM_NEWROUTE : RTM_DELROUTE));
	r.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (there)
		r.nlh.nlmsg_flags |= NLM_F_CREATE | NLM_F_REPLACE;
	/* What is there, or gone, already is as good. */
	(void)local_netlink(m->rtnl, &r.nlh, m->buf, sizeof(m->buf));
}

static const struct entry *find(const struct list *l, const struct entry *e)
{
	return l->n ? bsearch(e, l->e, l->n, sizeof(*l->e), compare) : NULL;
}

static void tell_difference(struct local_mirror *m)
{
	bool lost = false;

	for (size_t i = m->have.n; i-- > 0;) {
		if (find(&m->wanted, &m->have.e[i]))
			continue;
		lost |= m->have.e[i].address;
		tell(m, &m->have.e[i], false);
	}
	/* An address takes the routes that name it away with it. */
	for (size_t i = 0; i < m->wanted.n; i++) {
		const struct entry *e = &m->wanted.e[i], *old = find(&m->have, e);

		if (lost || !old || old->src != e->src || old->mtu != e->mtu ||
		    old->type != e->type)
			tell(m, e, true);
	}
}

void local_mirror_sync(struct local_mirror *m)
{
	struct list old = m->have;
	u32 group;

	if (!m->dirty)
		return;
	m->dirty = false;
	while (ep_nl_recv(m->events, m->buf, sizeof(m->buf), false, &group) != -EAGAIN)
		; /* that something happened is all that they say */
	make_wanted(m);
	tell_difference(m);
	m->have = m->wanted;
	m->wanted = old;
}

/* ---- life ---- */

static void woken(void *ctx)
{
	struct local_mirror *m = ctx;

	m->dirty = true;
}

/* The TUN's number in a new namespace, from the kernel itself. */
static u32 ask_ifindex(struct local_mirror *m)
{
	struct {
		struct nlmsghdr nlh;
		struct ifinfomsg ifi;
		struct rtattr a;
		char name[8];
	} r = {.nlh = {.nlmsg_len = sizeof(r),
		       .nlmsg_type = RTM_GETLINK,
		       .nlmsg_flags = NLM_F_REQUEST},
	       .a = {.rta_len = RTA_LENGTH(sizeof(LOCAL_DEV)), .rta_type = IFLA_IFNAME},
	       .name = LOCAL_DEV};
	const struct nlmsghdr *h = (const struct nlmsghdr *)m->buf;
	ssize_t n = local_netlink(m->rtnl, &r.nlh, m->buf, sizeof(m->buf));

	if (n < (ssize_t)NLMSG_LENGTH(sizeof(struct ifinfomsg)) || h->nlmsg_type != RTM_NEWLINK)
		return 0;
	return (u32)((const struct ifinfomsg *)NLMSG_DATA(h))->ifi_index;
}

int local_mirror_create(struct net *net, int rtnl, struct local_mirror **out)
{
	const u32 groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE;
	struct local_mirror *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return -ENOMEM;
	m->net = net;
	m->rtnl = rtnl;
	m->dirty = true;
	m->ifindex = ask_ifindex(m);
	err = m->ifindex ? ep_socket(net, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, &owner, &m->events)
			 : -ENODEV;
	if (!err)
		err = ep_socket(net, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, &owner, &m->dump);
	if (!err)
		err = ep_nl_bind(m->events, &owner, 0, groups);
	if (err) {
		local_mirror_destroy(m);
		return err;
	}
	ep_set_wakeup(m->events, woken, m);
	*out = m;
	return 0;
}

void local_mirror_destroy(struct local_mirror *m)
{
	if (!m)
		return;
	if (m->events) {
		ep_set_wakeup(m->events, NULL, NULL);
		ep_close(m->events);
	}
	if (m->dump)
		ep_close(m->dump);
	free(m->have.e);
	free(m->wanted.e);
	free(m);
}

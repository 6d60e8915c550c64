// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Labels of prefixes (RFC 6724, 2.1; `ip addrlabel`): source and destination with the same label go
 * together.  A list with the longest prefixes first, of equal ones the youngest; the namespace begins with the kernel's.
 */
#include "net/if_inet6.h"

#include <stdlib.h>

struct addrlabel_state {
	struct ip6addrlbl_entry *head; /* RCU */
};

static struct addrlabel_state *addrlabel_state(struct net *net)
{
	return net->slot[NET_SLOT_ADDRLABEL];
}

struct ip6addrlbl_entry *ip6addrlbl_first(struct net *net)
{
	return rcu_dereference(addrlabel_state(net)->head);
}

u32 ipv6_addr_label(struct net *net, const struct in6_addr *addr, int ifindex)
{
	struct ip6addrlbl_entry *e = ip6addrlbl_first(net);

	for (; e; e = rcu_dereference(e->next))
		if ((!e->ifindex || e->ifindex == ifindex) &&
		    ipv6_prefix_equal(addr, &e->prefix, (unsigned int)e->prefixlen))
			return READ_ONCE(e->label);
	return IPV6_ADDR_LABEL_DEFAULT_;
}

static struct ip6addrlbl_entry **find(struct net *net, const struct in6_addr *prefix, int prefixlen,
				      int ifindex)
{
	struct ip6addrlbl_entry **p = &addrlabel_state(net)->head;

	for (; *p; p = &(*p)->next)
		if ((*p)->prefixlen == prefixlen && (*p)->ifindex == ifindex &&
		    ipv6_addr_equal(&(*p)->prefix, prefix))
			return p;
	return NULL;
}

static void link_entry(struct net *net, struct ip6addrlbl_entry *e)
{
	struct ip6addrlbl_entry **p = &addrlabel_state(net)->head;

	while (*p && (*p)->prefixlen > e->prefixlen)
		p = &(*p)->next;
	e->next = *p;
	rcu_assign_pointer(*p, e);
}

int ip6addrlbl_add(struct net *net, const struct in6_addr *prefix, int prefixlen, int ifindex,
		   u32 label, bool replace)
{
	struct ip6addrlbl_entry **old, *e;
	struct in6_addr masked;

	if (prefixlen < 0 || prefixlen > 128 || label == IPV6_ADDR_LABEL_DEFAULT_)
		return -EINVAL;
	ipv6_addr_prefix(&masked, prefix, (unsigned int)prefixlen);
	old = find(net, &masked, prefixlen, ifindex);
	if (old && !replace)
		return -EEXIST;
	if (old) {
		WRITE_ONCE((*old)->label, label);
		return 0;
	}
	e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	*e = (struct ip6addrlbl_entry){masked, NULL, prefixlen, ifindex, label};
	link_entry(net, e);
	return 0;
}

int ip6addrlbl_del(struct net *net, const struct in6_addr *prefix, int prefixlen, int ifindex)
{
	struct ip6addrlbl_entry **p, *e;
	struct in6_addr masked;

	ipv6_addr_prefix(&masked, prefix, (unsigned int)prefixlen);
	p = find(net, &masked, prefixlen, ifindex);
	if (!p)
		return -ESRCH;
	e = *p;
	rcu_assign_pointer(*p, e->next);
	rcu_defer(&net->garbage, free, e);
	return 0;
}

/* clang-format off */
static const struct {
	struct in6_addr prefix;
	int prefixlen;
	u32 label;
} init_table[] = {
	{{.s6_addr = {0}}, 0, 1},
	{{.s6_addr = {0xfc}}, 7, 5},
	{{.s6_addr = {0xfe, 0xc0}}, 10, 11},
	{{.s6_addr = {0x20, 0x02}}, 16, 2},
	{{.s6_addr = {0x3f, 0xfe}}, 16, 12},
	{{.s6_addr = {0x20, 0x01}}, 32, 6},
	{{.s6_addr = {0x20, 0x01, 0, 0x10}}, 28, 7},
	{{.s6_addr = {[10] = 0xff, [11] = 0xff}}, 96, 4},
	{{.s6_addr = {0}}, 96, 3},
	{{.s6_addr = {[15] = 1}}, 128, 0},
};
/* clang-format on */

int addrlabel_net_init(struct net *net)
{
	int err = 0;

	net->slot[NET_SLOT_ADDRLABEL] = calloc(1, sizeof(struct addrlabel_state));
	if (!addrlabel_state(net))
		return -ENOMEM;
	for (unsigned int i = 0; i < ARRAY_SIZE(init_table) && !err; i++)
		err = ip6addrlbl_add(net, &init_table[i].prefix, init_table[i].prefixlen, 0,
				     init_table[i].label, false);
	return err;
}

void addrlabel_net_exit(struct net *net)
{
	struct addrlabel_state *st = addrlabel_state(net);

	if (!st)
		return;
	rcu_defer_flush(&net->garbage);
	while (st->head) {
		struct ip6addrlbl_entry *next = st->head->next;

		free(st->head);
		st->head = next;
	}
	free(st);
	net->slot[NET_SLOT_ADDRLABEL] = NULL;
}

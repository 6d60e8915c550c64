// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * MLD (RFC 2710, RFC 3810): routers hear which groups this host has joined.
 *
 *	igmp6_group_added/dropped    net/ tells of a change: a report soon, and once more per
 *	                             robustness (mld_qrv)
 *	igmp6_event_query            a router asks: an answer after a random time
 *	igmp6_event_report           somebody else answered for a group (MLDv1): we need not
 *
 * Nobody joins with sources here, so a group is in mode EXCLUDE with none of them.  Of all nodes,
 * and of groups that do not leave the host, nothing is said.  A version 1 query, or
 * force_mld_version, makes the device speak version 1 for a while.
 *
 * State of a device stands in struct mld_dev, found by its ifindex, so that it may outlive the
 * inet6_dev; its timers run on the owner's shard.
 */
#include "path/ipv6/ndisc.h"

#include <stdlib.h>

enum {
	MLD_QUERY = 130,
	MLD_REPORT = 131,
	MLD_DONE = 132,
	MLD2_REPORT = 143,
	MLD_LEN = 24, /* of version 1, and the least of a query */
	MLD2_QUERY_LEN = 28,
	MLD2_RECORD_LEN = 20,
	MLD2_MAX_RECORDS = 50, /* in one report: below 1280 bytes */
	MODE_IS_EXCLUDE = 2,
	CHANGE_TO_INCLUDE = 3,
	CHANGE_TO_EXCLUDE = 4,
	QUERY_INTERVAL = 125 * HZ,
};

/* A group that was joined or left, and how often that is still to be told. */
struct mld_change {
	struct mld_change *next;
	struct in6_addr group;
	u8 type, left;
};

struct mld_dev {
	struct mld_dev *next;
	struct net *net;
	int ifindex;
	struct mld_change *changes;
	u64 v1_until; /* jiffies: routers of version 1 are on the link */
	struct timer_list ifc_timer, gq_timer; /* changes; a general query */
};

struct mld_net {
	struct mld_dev *devs;
};

static struct mld_net *mld_net(const struct net *net)
{
	return net->slot[NET_SLOT_MLD];
}

static struct timer_base *timers(struct net *net)
{
	return &net_shard0(net)->timers;
}

static u64 now_of(struct net *net)
{
	return net_shard0(net)->clock.jiffies;
}

static u64 random_below(struct net *net, u64 limit)
{
	return limit ? prandom_below(&net_shard0(net)->random, (u32)limit) : 0;
}

static bool never_reported(const struct in6_addr *group)
{
	static const struct in6_addr all_nodes = {.s6_addr = {0xff, 2, [15] = 1}};

	return ipv6_addr_equal(group, &all_nodes) ||
	       (group->s6_addr[1] & 0xf) < IPV6_ADDR_SCOPE_LINKLOCAL;
}

/* ---- the messages ---- */

static struct sk_buff *report_alloc(struct net_device *dev, const struct in6_addr *daddr, u32 len)
{
	struct icmp6_link_msg m = {.shard = net_shard0(dev->net),
				   .dev = dev,
				   .daddr = *daddr,
				   .hop_limit = 1,
				   .router_alert = true};

	/* Before there is an address: from nobody (RFC 3590). */
	if (ipv6_get_lladdr(dev, &m.saddr, IFA_F_TENTATIVE))
		memset(&m.saddr, 0, sizeof(m.saddr));
	return icmp6_link_alloc(&m, len);
}

static void send_v1(struct net_device *dev, const struct in6_addr *group, u8 type)
{
	static const struct in6_addr all_routers = {.s6_addr = {0xff, 2, [15] = 2}};
	struct sk_buff *skb = report_alloc(dev, type == MLD_DONE ? &all_routers : group, MLD_LEN);
	u8 *m;

	if (!skb)
		return;
	m = skb_transport_header(skb);
	m[0] = type;
	memcpy(m + 8, group, sizeof(*group));
	icmp6_link_send(skb);
}

/* A report of version 2 in the making. */
struct mld_report {
	struct net_device *dev;
	u32 count;
	u8 record[MLD2_MAX_RECORDS][MLD2_RECORD_LEN];
};

static void report_send(struct mld_report *r)
{
	static const struct in6_addr mld2_routers = {.s6_addr = {0xff, 2, [15] = 0x16}};
	struct sk_buff *skb;
	u8 *m;

	if (!r->count)
		return;
	skb = report_alloc(r->dev, &mld2_routers, 8 + r->count * MLD2_RECORD_LEN);
	if (skb) {
		m = skb_transport_header(skb);
		m[0] = MLD2_REPORT;
		put_unaligned_be16((u16)r->count, m + 6);
		memcpy(m + 8, r->record, r->count * MLD2_RECORD_LEN);
		icmp6_link_send(skb);
	}
	r->count = 0;
}

static void report_add(struct mld_report *r, const struct in6_addr *group, u8 type)
{
	u8 *rec;

	if (r->count == MLD2_MAX_RECORDS)
		report_send(r);
	rec = r->record[r->count++];
	memset(rec, 0, MLD2_RECORD_LEN);
	rec[0] = type;
	memcpy(rec + 4, group, sizeof(*group));
}

/* ---- a device's state ---- */

static bool speaks_v1(const struct mld_dev *md, const struct inet6_dev *idev)
{
	int force = IPV6_DEVCONF_ALL(md->net, FORCE_MLD_VERSION);

	if (!force)
		force = IN6_DEV_CONF_GET(idev, FORCE_MLD_VERSION);
	return force ? force == 1 : time_before(now_of(md->net), md->v1_until);
}

/* The device, if it is up and still has IPv6, switched on. */
static struct inet6_dev *alive(const struct mld_dev *md)
{
	struct net_device *dev = dev_get_by_index(md->net, md->ifindex);
	struct inet6_dev *idev = dev && netif_running(dev) ? __in6_dev_get(dev) : NULL;

	return idev && !IN6_DEV_CONF_GET(idev, DISABLE_IPV6) ? idev : NULL;
}

/* Changes are told once more; in version 1 each by itself. */
static void tell_changes(struct mld_dev *md, struct inet6_dev *idev)
{
	struct mld_report r = {.dev = idev->dev};
	bool v1 = speaks_v1(md, idev);

	for (struct mld_change **at = &md->changes, *c; (c = *at);) {
		if (v1)
			send_v1(idev->dev, &c->group,
				c->type == CHANGE_TO_INCLUDE ? MLD_DONE : MLD_REPORT);
		else
			report_add(&r, &c->group, c->type);
		if (--c->left) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		free(c);
	}
	report_send(&r);
}

static void drop_changes(struct mld_dev *md)
{
	struct mld_change *c;

	while ((c = md->changes)) {
		md->changes = c->next;
		free(c);
	}
}

static void ifc_timer(struct timer_list *t)
{
	struct mld_dev *md = container_of(t, struct mld_dev, ifc_timer);
	struct inet6_dev *idev = alive(md);

	if (!idev) {
		drop_changes(md);
		return;
	}
	tell_changes(md, idev);
	if (md->changes)
		mod_timer(timers(md->net), t,
			  now_of(md->net) + 2 +
				  random_below(md->net,
					       msecs_to_jiffies((u32)IN6_DEV_CONF_GET(
						       idev, MLDV2_UNSOLICITED_REPORT_INTERVAL))));
}

/* A general query is answered: everything in one report. */
static void gq_timer(struct timer_list *t)
{
	struct mld_dev *md = container_of(t, struct mld_dev, gq_timer);
	struct inet6_dev *idev = alive(md);
	struct mld_report r = {0};

	if (!idev)
		return;
	r.dev = idev->dev;
	for (struct ifmcaddr6 *mc = rcu_dereference(idev->mc_list); mc;
	     mc = rcu_dereference(mc->next))
		if (!never_reported(&mc->mca_addr))
			report_add(&r, &mc->mca_addr, MODE_IS_EXCLUDE);
	report_send(&r);
}

static struct mld_dev *mld_dev_get(struct net_device *dev)
{
	struct mld_net *mn = mld_net(dev->net);
	struct mld_dev *md = mn ? mn->devs : NULL;

	while (md && md->ifindex != dev->ifindex)
		md = md->next;
	if (md || !mn)
		return md;
	md = calloc(1, sizeof(*md));
	if (!md)
		return NULL;
	md->net = dev->net;
	md->ifindex = dev->ifindex;
	timer_setup(&md->ifc_timer, ifc_timer);
	timer_setup(&md->gq_timer, gq_timer);
	md->next = mn->devs;
	mn->devs = md;
	return md;
}

static void mld_dev_end(struct mld_dev *md)
{
	del_timer(timers(md->net), &md->ifc_timer);
	del_timer(timers(md->net), &md->gq_timer);
	drop_changes(md);
	free(md);
}

/* IPv6 ends on the device: what was still to be reported is not. */
void igmp6_stopped(struct net_device *dev)
{
	struct mld_dev *md = mld_dev_get(dev);

	if (!md)
		return;
	del_timer(timers(md->net), &md->ifc_timer);
	del_timer(timers(md->net), &md->gq_timer);
	drop_changes(md);
}

/* ---- groups change ---- */

/* The later change of a group takes the place of the earlier. */
static void note_change(struct net_device *dev, const struct in6_addr *group, u8 type)
{
	struct mld_dev *md = mld_dev_get(dev);
	struct mld_change *c = md ? md->changes : NULL;

	if (!md)
		return;
	while (c && !ipv6_addr_equal(&c->group, group))
		c = c->next;
	if (!c) {
		c = calloc(1, sizeof(*c));
		if (!c)
			return;
		c->group = *group;
		c->next = md->changes;
		md->changes = c;
	}
	c->type = type;
	c->left = (u8)(READ_ONCE(dev->net->ipv6.sysctl_mld_qrv) > 0
			       ? READ_ONCE(dev->net->ipv6.sysctl_mld_qrv)
			       : 1);
	mod_timer(timers(dev->net), &md->ifc_timer, now_of(dev->net) + 2);
}

static void group_timer(struct timer_list *t)
{
	struct ifmcaddr6 *mc = container_of(t, struct ifmcaddr6, mca_timer);
	struct mld_dev *md = mld_dev_get(mc->idev->dev);
	struct mld_report r = {.dev = mc->idev->dev};

	if (!md || !netif_running(r.dev))
		return;
	if (speaks_v1(md, mc->idev)) {
		send_v1(r.dev, &mc->mca_addr, MLD_REPORT);
		return;
	}
	report_add(&r, &mc->mca_addr, MODE_IS_EXCLUDE);
	report_send(&r);
}

void igmp6_group_added(struct ifmcaddr6 *mc)
{
	timer_setup(&mc->mca_timer, group_timer);
	if (netif_running(mc->idev->dev) && !never_reported(&mc->mca_addr))
		note_change(mc->idev->dev, &mc->mca_addr, CHANGE_TO_EXCLUDE);
}

void igmp6_group_dropped(struct ifmcaddr6 *mc)
{
	del_timer(timers(mc->idev->dev->net), &mc->mca_timer);
	if (!mc->idev->dead && netif_running(mc->idev->dev) && !never_reported(&mc->mca_addr))
		note_change(mc->idev->dev, &mc->mca_addr, CHANGE_TO_INCLUDE);
}

/* ---- queries ---- */

/** struct mld_query - what a router asks */
struct mld_query {
	struct in6_addr group; /* unspecified: all */
	u64 max_delay; /* jiffies */
	bool v1;
};

/* Maximum Response Code: above 32767 a floating point number (RFC 3810, 5.1.3). */
static u64 response_ms(u16 code)
{
	if (code < 0x8000)
		return code;
	return (u64)((code & 0xfff) | 0x1000) << ((code >> 12 & 7) + 3);
}

/* => false: malformed, or not from a router of the link */
static bool read_query(struct sk_buff *skb, struct mld_query *q)
{
	u32 len = skb->len;
	u8 buf[MLD_LEN];
	const u8 *m = skb_header_pointer(skb, 0, MLD_LEN, buf);
	u16 code;

	if (ipv6_hdr(skb)->hop_limit != 1 || !ipv6_addr_is_linklocal(&ipv6_hdr(skb)->saddr) ||
	    !(IP6CB(skb)->flags & IP6SKB_ROUTERALERT))
		return false;
	if (!m || (len != MLD_LEN && len < MLD2_QUERY_LEN))
		return false;
	q->v1 = len == MLD_LEN;
	memcpy(&q->group, m + 8, sizeof(q->group));
	code = (u16)(m[4] << 8 | m[5]);
	q->max_delay = msecs_to_jiffies(q->v1 ? code : response_ms(code));
	if (!q->max_delay)
		q->max_delay = 1;
	return ipv6_addr_any(&q->group) || ipv6_addr_is_multicast(&q->group);
}

/* An answer for one group, unless one is due sooner. */
static void answer_for(struct ifmcaddr6 *mc, const struct mld_query *q)
{
	struct net *net = mc->idev->dev->net;
	u64 when = now_of(net) + random_below(net, q->max_delay) + 1;

	if (never_reported(&mc->mca_addr) ||
	    (timer_pending(&mc->mca_timer) && time_before_eq(mc->mca_timer.expires, when)))
		return;
	/* A group joined before this file was there to hear of it. */
	if (!mc->mca_timer.function)
		timer_setup(&mc->mca_timer, group_timer);
	mod_timer(timers(net), &mc->mca_timer, when);
}

void igmp6_event_query(struct sk_buff *skb)
{
	struct inet6_dev *idev = __in6_dev_get(skb->dev);
	struct mld_dev *md = idev ? mld_dev_get(skb->dev) : NULL;
	struct mld_query q;

	icmp6_to_header(skb);
	if (!md || !read_query(skb, &q))
		return;
	if (q.v1)
		md->v1_until = now_of(md->net) + QUERY_INTERVAL * 2 + q.max_delay;
	if (ipv6_addr_any(&q.group) && !speaks_v1(md, idev)) {
		if (!timer_pending(&md->gq_timer))
			mod_timer(timers(md->net), &md->gq_timer,
				  now_of(md->net) + random_below(md->net, q.max_delay) + 2);
		return;
	}
	for (struct ifmcaddr6 *mc = rcu_dereference(idev->mc_list); mc;
	     mc = rcu_dereference(mc->next))
		if (ipv6_addr_any(&q.group) || ipv6_addr_equal(&q.group, &mc->mca_addr))
			answer_for(mc, &q);
}

void igmp6_event_report(struct sk_buff *skb)
{
	struct inet6_dev *idev = __in6_dev_get(skb->dev);
	struct in6_addr group, buf;
	const struct in6_addr *at;
	u32 type = ipv6_addr_type(&ipv6_hdr(skb)->saddr);

	if (!idev || skb->pkt_type == PACKET_LOOPBACK || ipv6_hdr(skb)->hop_limit != 1 ||
	    (type != IPV6_ADDR_ANY && !(type & IPV6_ADDR_LINKLOCAL)))
		return;
	icmp6_to_header(skb);
	at = skb_header_pointer(skb, 8, sizeof(buf), &buf);
	if (!at)
		return;
	group = *at;
	for (struct ifmcaddr6 *mc = rcu_dereference(idev->mc_list); mc;
	     mc = rcu_dereference(mc->next))
		if (ipv6_addr_equal(&group, &mc->mca_addr))
			del_timer(timers(skb_net(skb)), &mc->mca_timer);
}

/* ---- life ---- */

static void mld_netdev_event(struct net_device *dev, enum netdev_event event)
{
	struct mld_dev **at, *md;

	if (event != NETDEV_UNREGISTER)
		return;
	for (at = &mld_net(dev->net)->devs; (md = *at); at = &md->next)
		if (md->ifindex == dev->ifindex) {
			*at = md->next;
			mld_dev_end(md);
			return;
		}
}

int igmp6_net_init(struct net *net)
{
	net->slot[NET_SLOT_MLD] = calloc(1, sizeof(struct mld_net));
	if (!net->slot[NET_SLOT_MLD])
		return -ENOMEM;
	return register_netdevice_notifier(net, mld_netdev_event);
}

void igmp6_net_exit(struct net *net)
{
	struct mld_net *mn = mld_net(net);
	struct mld_dev *md;

	if (!mn)
		return;
	unregister_netdevice_notifier(net, mld_netdev_event);
	while ((md = mn->devs)) {
		mn->devs = md->next;
		mld_dev_end(md);
	}
	free(mn);
	net->slot[NET_SLOT_MLD] = NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Policy routing: the lists of rules that say which tables are asked, one for each family (kernel:
 * fib_rules).
 *
 * What is the same for both stands here: the list, gotos, devices by name, the parts of a flow that
 * have no address.  A family's struct fib_rules_ops adds the rest; see fib4_rules.c, fib6_rules.c.
 */
#include "net/fib_rules.h"

#include "net/rtnl.h"

#include <stdlib.h>
#include <urcu/rculist.h>

static struct fib_rules_state *rules_state(struct net *net, int family)
{
	return net->slot[family == AF_INET6 ? NET_SLOT_RULES6 : NET_SLOT_RULES];
}

/* ---- looking up ---- */

bool fib_port_in_range(const struct fib_port_range *r, __be16 port)
{
	return !r->start || (ntohs(port) >= r->start && ntohs(port) <= r->end);
}

static bool common_fits(const struct fib_rule *r, const struct fib_rule_key *key)
{
	int iif = READ_ONCE(((struct fib_rule *)r)->iifindex);
	int oif = READ_ONCE(((struct fib_rule *)r)->oifindex);

	if ((iif && iif != key->iif) || (oif && oif != key->oif))
		return false;
	if ((r->mark ^ key->mark) & r->mark_mask)
		return false;
	return !r->has_uid_range ||
	       (key->uid >= r->uid_range.start && key->uid <= r->uid_range.end);
}

int fib_rules_walk(struct net *net, int family, const struct fib_rule_key *key,
		   struct fib_rule_lookup *lk)
{
	const struct fib_rules_state *st = rules_state(net, family);
	const struct cds_list_head *head = &st->rules;
	struct cds_list_head *at = rcu_dereference(((struct fib_rules_state *)st)->rules.next);
	int err;

	while (at != head) {
		struct fib_rule *r = caa_container_of(at, struct fib_rule, list);
		bool fits = common_fits(r, key) && st->ops->fits(r, lk);

		at = rcu_dereference(r->list.next);
		if (r->flags & FIB_RULE_INVERT)
			fits = !fits;
		if (!fits)
			continue;
		if (r->action == FR_ACT_GOTO) {
			struct fib_rule *target = rcu_dereference(r->ctarget);

			if (target)
				at = &target->list;
			continue;
		}
		if (r->action == FR_ACT_NOP)
			continue;
		err = st->ops->action(net, r, lk);
		if (err != -EAGAIN)
			return err;
	}
	return -ENETUNREACH;
}

/* What an action other than a table's look-up answers. */
int fib_rule_error(const struct fib_rule *r)
{
	switch (r->action) {
	case FR_ACT_TO_TBL:
		return 0;
	case FR_ACT_UNREACHABLE:
		return -ENETUNREACH;
	case FR_ACT_PROHIBIT:
		return -EACCES;
	default:
		return -EINVAL;
	}
}

/* ---- the list ---- */

struct fib_rule *fib_rule_next(struct net *net, int family, struct fib_rule *rule)
{
	struct cds_list_head *head = &rules_state(net, family)->rules;
	struct cds_list_head *at = rule ? &rule->list : head;

	at = rcu_dereference(at->next);
	return at == head ? NULL : caa_container_of(at, struct fib_rule, list);
}

struct fib_rule *fib_rule_first(struct net *net, int family)
{
	return fib_rule_next(net, family, NULL);
}

static struct fib_rule *rule_by_pref(struct net *net, int family, u32 pref)
{
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net, family)->rules, list)
		if (r->pref == pref)
			return r;
	return NULL;
}

/* One less than the second rule's, so that it stands behind table local. */
static u32 choose_pref(struct net *net, int family)
{
	struct fib_rule *r = fib_rule_first(net, family);

	r = r ? fib_rule_next(net, family, r) : NULL;
	return r && r->pref ? r->pref - 1 : 0;
}

static void rule_link(struct net *net, struct fib_rule *r)
{
	int family = r->family;
	struct cds_list_head *at = &rules_state(net, family)->rules;
	struct fib_rule *other;

	cds_list_for_each_entry (other, &rules_state(net, family)->rules, list) {
		if (other->pref > r->pref)
			break;
		at = &other->list;
	}
	cds_list_add_rcu(&r->list, at);
}

/* Gotos that wait for this pref, or whose target went, look again. */
static void resolve_gotos(struct net *net, int family)
{
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net, family)->rules, list) {
		if (r->action != FR_ACT_GOTO)
			continue;
		rcu_assign_pointer(r->ctarget, rule_by_pref(net, family, r->target));
	}
}

static bool rule_same(const struct fib_rule *a, const struct fib_rule *b)
{
	return a->action == b->action && a->table == b->table && a->pref == b->pref &&
	       !memcmp(a->iifname, b->iifname, IFNAMSIZ) &&
	       !memcmp(a->oifname, b->oifname, IFNAMSIZ) && a->mark == b->mark &&
	       a->mark_mask == b->mark_mask && a->suppress_ifgroup == b->suppress_ifgroup &&
	       a->suppress_prefixlen == b->suppress_prefixlen &&
	       a->has_uid_range == b->has_uid_range &&
	       !memcmp(&a->uid_range, &b->uid_range, sizeof(a->uid_range)) &&
	       a->ip_proto == b->ip_proto && a->proto == b->proto &&
	       !memcmp(&a->sport, &b->sport, sizeof(a->sport)) &&
	       !memcmp(&a->dport, &b->dport, sizeof(a->dport)) && a->tos == b->tos &&
	       ipv6_addr_equal(&a->src, &b->src) && ipv6_addr_equal(&a->dst, &b->dst) &&
	       a->src_len == b->src_len && a->dst_len == b->dst_len;
}

static bool rule_exists(struct net *net, const struct fib_rule *want)
{
	int family = want->family;
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net, family)->rules, list)
		if (rule_same(r, want))
			return true;
	return false;
}

static int ifindex_of(struct net *net, const char *name)
{
	struct net_device *dev;

	if (!*name)
		return 0;
	dev = dev_get_by_name(net, name);
	return dev ? dev->ifindex : -1;
}

int fib_newrule(struct net *net, const struct fib_rule *tmpl, bool auto_pref, bool excl,
		const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct fib_rules_state *st = rules_state(net, tmpl->family);
	struct fib_rule *r = malloc(sizeof(*r));
	int err;

	if (!r)
		return -ENOMEM;
	*r = *tmpl;
	if (auto_pref)
		r->pref = choose_pref(net, r->family);
	r->iifindex = ifindex_of(net, r->iifname);
	r->oifindex = ifindex_of(net, r->oifname);
	err = excl && rule_exists(net, r) ? -EEXIST : st->ops->go_custom(net);
	if (err) {
		free(r);
		return err;
	}
	if (r->action == FR_ACT_TO_TBL && !r->table)
		r->table = st->ops->empty_table(net);
	rule_link(net, r);
	resolve_gotos(net, r->family);
	rtnl_event(net, rule, net, r, RTM_NEWRULE, info);
	return 0;
}

static bool asked_for(const struct fib_rule *r, const struct fib_rule *m,
		      const struct fib_rule_given *g)
{
	return (!g->action || r->action == m->action) && (!g->table || r->table == m->table) &&
	       (!g->pref || r->pref == m->pref) &&
	       (!g->iif || !memcmp(r->iifname, m->iifname, IFNAMSIZ)) &&
	       (!g->oif || !memcmp(r->oifname, m->oifname, IFNAMSIZ)) &&
	       (!g->mark || r->mark == m->mark) &&
	       (!g->mark_mask || r->mark_mask == m->mark_mask) &&
	       (!g->suppress_ifgroup || r->suppress_ifgroup == m->suppress_ifgroup) &&
	       (!g->suppress_prefixlen || r->suppress_prefixlen == m->suppress_prefixlen) &&
	       (!g->uid_range || !memcmp(&r->uid_range, &m->uid_range, sizeof(r->uid_range))) &&
	       (!g->ip_proto || r->ip_proto == m->ip_proto) &&
	       (!g->proto || r->proto == m->proto) &&
	       (!g->sport || !memcmp(&r->sport, &m->sport, sizeof(r->sport))) &&
	       (!g->dport || !memcmp(&r->dport, &m->dport, sizeof(r->dport))) &&
	       (!m->tos || r->tos == m->tos) &&
	       (!g->src || (ipv6_addr_equal(&r->src, &m->src) && r->src_len == m->src_len)) &&
	       (!g->dst || (ipv6_addr_equal(&r->dst, &m->dst) && r->dst_len == m->dst_len));
}

static void rule_free(void *r)
{
	free(r);
}

int fib_delrule(struct net *net, const struct fib_rule *match, const struct fib_rule_given *given,
		const struct nl_info *info, struct netlink_ext_ack *extack)
{
	int family = match->family;
	struct fib_rule *r;
	int err;

	cds_list_for_each_entry (r, &rules_state(net, family)->rules, list) {
		if (!asked_for(r, match, given))
			continue;
		if (r->flags & FIB_RULE_PERMANENT)
			return -EPERM;
		err = rules_state(net, family)->ops->go_custom(net);
		if (err)
			return err;
		cds_list_del_rcu(&r->list);
		r->dead = true;
		resolve_gotos(net, r->family);
		rtnl_event(net, rule, net, r, RTM_DELRULE, info);
		rcu_defer(&net->garbage, rule_free, r);
		return 0;
	}
	return -ENOENT;
}

/* ---- devices that rules name ---- */

static void rule_device_event(struct fib_rule *r, const struct net_device *dev,
			      enum netdev_event event)
{
	if (event != NETDEV_REGISTER) {
		if (r->iifindex == dev->ifindex)
			WRITE_ONCE(r->iifindex, -1);
		if (r->oifindex == dev->ifindex)
			WRITE_ONCE(r->oifindex, -1);
	}
	if (event == NETDEV_UNREGISTER)
		return;
	if (r->iifindex == -1 && !strncmp(r->iifname, dev->name, IFNAMSIZ))
		WRITE_ONCE(r->iifindex, dev->ifindex);
	if (r->oifindex == -1 && !strncmp(r->oifname, dev->name, IFNAMSIZ))
		WRITE_ONCE(r->oifindex, dev->ifindex);
}

void fib_rules_device_event(struct net *net, int family, const struct net_device *dev,
			    enum netdev_event event)
{
	struct fib_rule *r;

	if (event != NETDEV_REGISTER && event != NETDEV_UNREGISTER && event != NETDEV_CHANGENAME)
		return;
	cds_list_for_each_entry (r, &rules_state(net, family)->rules, list)
		rule_device_event(r, dev, event);
}

/* ---- the namespace ---- */

int fib_default_rule(struct net *net, int family, u32 pref, u32 table)
{
	struct fib_rule *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->family = (u8)family;
	r->pref = pref;
	r->table = table;
	r->action = FR_ACT_TO_TBL;
	r->proto = RTPROT_KERNEL;
	r->suppress_prefixlen = r->suppress_ifgroup = -1;
	rule_link(net, r);
	return 0;
}

int fib_rules_register(struct net *net, const struct fib_rules_ops *ops)
{
	struct fib_rules_state *st = calloc(1, sizeof(*st));

	if (!st)
		return -ENOMEM;
	CDS_INIT_LIST_HEAD(&st->rules);
	st->ops = ops;
	net->slot[ops->family == AF_INET6 ? NET_SLOT_RULES6 : NET_SLOT_RULES] = st;
	return 0;
}

void fib_rules_unregister(struct net *net, int family)
{
	struct fib_rules_state *st = rules_state(net, family);
	struct fib_rule *r, *next;

	if (!st)
		return;
	rcu_defer_flush(&net->garbage);
	cds_list_for_each_entry_safe (r, next, &st->rules, list)
		free(r);
	free(st);
	net->slot[family == AF_INET6 ? NET_SLOT_RULES6 : NET_SLOT_RULES] = NULL;
}

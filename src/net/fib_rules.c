// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Policy routing: the list of rules that says which tables are asked (kernel: fib_rules).
 *
 * Until somebody adds or deletes a rule, look-ups skip the list: the shared trie of local and main,
 * then table default.  The first change gives local and main their own tries, as in the kernel,
 * where it makes the same difference.
 */
#include "net/fib.h"

#include "net/rtnl.h"

#include <stdlib.h>
#include <urcu/rculist.h>

struct rules_state {
	struct cds_list_head rules; /* RCU, by pref */
};

static struct rules_state *rules_state(struct net *net)
{
	return net->slot[NET_SLOT_RULES];
}

/* ---- looking up ---- */

static bool in_range(const struct fib_port_range *r, __be16 port)
{
	return ntohs(port) >= r->start && ntohs(port) <= r->end;
}

static bool rule_fits(const struct fib_rule *r, const struct flowi4 *fl)
{
	int iif = READ_ONCE(((struct fib_rule *)r)->iifindex);
	int oif = READ_ONCE(((struct fib_rule *)r)->oifindex);

	if ((iif && iif != fl->flowi4_iif) || (oif && oif != fl->flowi4_oif))
		return false;
	if ((r->mark ^ fl->flowi4_mark) & r->mark_mask)
		return false;
	if (r->has_uid_range &&
	    (fl->flowi4_uid < r->uid_range.start || fl->flowi4_uid > r->uid_range.end))
		return false;
	if (((fl->saddr ^ r->src) & r->srcmask) || ((fl->daddr ^ r->dst) & r->dstmask))
		return false;
	if (r->tos && r->tos != (fl->flowi4_tos & FIB_TOS_MASK))
		return false;
	if (r->ip_proto && r->ip_proto != fl->flowi4_proto)
		return false;
	return (!r->sport.start || in_range(&r->sport, fl->fl4_sport)) &&
	       (!r->dport.start || in_range(&r->dport, fl->fl4_dport));
}

static bool suppressed(const struct fib_rule *r, const struct fib_result *res)
{
	if (r->suppress_prefixlen != -1 && res->prefixlen <= r->suppress_prefixlen)
		return true;
	return r->suppress_ifgroup != -1 && res->dev && (int)res->dev->group == r->suppress_ifgroup;
}

/* => -EAGAIN: ask the next rule */
static int rule_action(struct net *net, const struct fib_rule *r, const struct flowi4 *fl,
		       struct fib_result *res, unsigned int flags)
{
	struct fib_table *tb;
	int err;

	switch (r->action) {
	case FR_ACT_TO_TBL:
		break;
	case FR_ACT_UNREACHABLE:
		return -ENETUNREACH;
	case FR_ACT_PROHIBIT:
		return -EACCES;
	case FR_ACT_NOP:
	case FR_ACT_GOTO:
		return -EAGAIN;
	default:
		return -EINVAL;
	}
	tb = fib_get_table(net, r->table);
	err = tb ? fib_table_lookup(tb, fl, res, flags) : -EAGAIN;
	return !err && suppressed(r, res) ? -EAGAIN : err;
}

static int lookup_rules(struct net *net, const struct flowi4 *fl, struct fib_result *res,
			unsigned int flags)
{
	struct cds_list_head *head = &rules_state(net)->rules, *at = rcu_dereference(head->next);
	int err;

	while (at != head) {
		struct fib_rule *r = caa_container_of(at, struct fib_rule, list);
		bool fits = rule_fits(r, fl);

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
		err = rule_action(net, r, fl, res, flags);
		if (err != -EAGAIN)
			return err;
	}
	return -ENETUNREACH;
}

int fib_rules_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res,
		     unsigned int flags)
{
	struct fib_state *st = fib_state(net);
	struct fib_table *tb;
	int err;

	if (unlikely(READ_ONCE(st->has_custom_rules)))
		return lookup_rules(net, fl, res, flags);
	tb = rcu_dereference(st->tb_main);
	err = tb ? fib_table_lookup(tb, fl, res, flags) : -EAGAIN;
	if (likely(err != -EAGAIN))
		return err;
	tb = rcu_dereference(st->tb_default);
	err = tb ? fib_table_lookup(tb, fl, res, flags) : -EAGAIN;
	return err == -EAGAIN ? -ENETUNREACH : err;
}

/* ---- the list ---- */

struct fib_rule *fib_rule_next(struct net *net, struct fib_rule *rule)
{
	struct cds_list_head *head = &rules_state(net)->rules;
	struct cds_list_head *at = rule ? &rule->list : head;

	at = rcu_dereference(at->next);
	return at == head ? NULL : caa_container_of(at, struct fib_rule, list);
}

struct fib_rule *fib_rule_first(struct net *net)
{
	return fib_rule_next(net, NULL);
}

static struct fib_rule *rule_by_pref(struct net *net, u32 pref)
{
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net)->rules, list)
		if (r->pref == pref)
			return r;
	return NULL;
}

/* One less than the second rule's, so that it stands behind table local. */
static u32 choose_pref(struct net *net)
{
	struct fib_rule *r = fib_rule_first(net);

	r = r ? fib_rule_next(net, r) : NULL;
	return r && r->pref ? r->pref - 1 : 0;
}

static void rule_link(struct net *net, struct fib_rule *r)
{
	struct cds_list_head *at = &rules_state(net)->rules;
	struct fib_rule *other;

	cds_list_for_each_entry (other, &rules_state(net)->rules, list) {
		if (other->pref > r->pref)
			break;
		at = &other->list;
	}
	cds_list_add_rcu(&r->list, at);
}

/* Gotos that wait for this pref, or whose target went, look again. */
static void resolve_gotos(struct net *net)
{
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net)->rules, list) {
		if (r->action != FR_ACT_GOTO)
			continue;
		rcu_assign_pointer(r->ctarget, rule_by_pref(net, r->target));
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
	       a->src == b->src && a->dst == b->dst && a->src_len == b->src_len &&
	       a->dst_len == b->dst_len;
}

static bool rule_exists(struct net *net, const struct fib_rule *want)
{
	struct fib_rule *r;

	cds_list_for_each_entry (r, &rules_state(net)->rules, list)
		if (rule_same(r, want))
			return true;
	return false;
}

static u32 empty_table(struct net *net)
{
	u32 id = 1;

	while (fib_get_table(net, id))
		id++;
	return id;
}

static int ifindex_of(struct net *net, const char *name)
{
	struct net_device *dev;

	if (!*name)
		return 0;
	dev = dev_get_by_name(net, name);
	return dev ? dev->ifindex : -1;
}

/* From here on look-ups go through the list. */
static int go_custom(struct net *net)
{
	struct fib_state *st = fib_state(net);
	int err;

	if (st->has_custom_rules)
		return 0;
	err = fib_unmerge(net);
	if (!err)
		WRITE_ONCE(st->has_custom_rules, true);
	return err;
}

int fib_newrule(struct net *net, const struct fib_rule *tmpl, bool auto_pref, bool excl,
		const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct fib_rule *r = malloc(sizeof(*r));
	int err;

	if (!r)
		return -ENOMEM;
	*r = *tmpl;
	if (auto_pref)
		r->pref = choose_pref(net);
	r->iifindex = ifindex_of(net, r->iifname);
	r->oifindex = ifindex_of(net, r->oifname);
	r->srcmask = inet_make_mask(r->src_len);
	r->dstmask = inet_make_mask(r->dst_len);
	err = excl && rule_exists(net, r) ? -EEXIST : go_custom(net);
	if (err) {
		free(r);
		return err;
	}
	if (r->action == FR_ACT_TO_TBL && !r->table)
		r->table = empty_table(net);
	rule_link(net, r);
	resolve_gotos(net);
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
	       (!g->src || (r->src == m->src && r->src_len == m->src_len)) &&
	       (!g->dst || (r->dst == m->dst && r->dst_len == m->dst_len));
}

static void rule_free(void *r)
{
	free(r);
}

int fib_delrule(struct net *net, const struct fib_rule *match, const struct fib_rule_given *given,
		const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct fib_rule *r;
	int err;

	cds_list_for_each_entry (r, &rules_state(net)->rules, list) {
		if (!asked_for(r, match, given))
			continue;
		if (r->flags & FIB_RULE_PERMANENT)
			return -EPERM;
		err = go_custom(net);
		if (err)
			return err;
		cds_list_del_rcu(&r->list);
		r->dead = true;
		resolve_gotos(net);
		rtnl_event(net, rule, net, r, RTM_DELRULE, info);
		rcu_defer(&net->garbage, rule_free, r);
		return 0;
	}
	return -ENOENT;
}

/* ---- devices that rules name ---- */

static void rules_netdev_event(struct net_device *dev, enum netdev_event event)
{
	struct fib_rule *r;

	if (event != NETDEV_REGISTER && event != NETDEV_UNREGISTER && event != NETDEV_CHANGENAME)
		return;
	cds_list_for_each_entry (r, &rules_state(dev->net)->rules, list) {
		if (event != NETDEV_REGISTER) {
			if (r->iifindex == dev->ifindex)
				WRITE_ONCE(r->iifindex, -1);
			if (r->oifindex == dev->ifindex)
				WRITE_ONCE(r->oifindex, -1);
		}
		if (event == NETDEV_UNREGISTER)
			continue;
		if (r->iifindex == -1 && !strncmp(r->iifname, dev->name, IFNAMSIZ))
			WRITE_ONCE(r->iifindex, dev->ifindex);
		if (r->oifindex == -1 && !strncmp(r->oifname, dev->name, IFNAMSIZ))
			WRITE_ONCE(r->oifindex, dev->ifindex);
	}
}

/* ---- the namespace ---- */

static int default_rule(struct net *net, u32 pref, u32 table)
{
	struct fib_rule *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->pref = pref;
	r->table = table;
	r->action = FR_ACT_TO_TBL;
	r->proto = RTPROT_KERNEL;
	r->suppress_prefixlen = r->suppress_ifgroup = -1;
	rule_link(net, r);
	return 0;
}

int fib_rules_net_init(struct net *net)
{
	struct rules_state *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	CDS_INIT_LIST_HEAD(&st->rules);
	net->slot[NET_SLOT_RULES] = st;
	err = default_rule(net, 0, RT_TABLE_LOCAL);
	if (!err)
		err = default_rule(net, 0x7ffe, RT_TABLE_MAIN);
	if (!err)
		err = default_rule(net, 0x7fff, RT_TABLE_DEFAULT);
	return err ? err : register_netdevice_notifier(net, rules_netdev_event);
}

void fib_rules_net_exit(struct net *net)
{
	struct rules_state *st = rules_state(net);
	struct fib_rule *r, *next;

	if (!st)
		return;
	unregister_netdevice_notifier(net, rules_netdev_event);
	rcu_defer_flush(&net->garbage);
	cds_list_for_each_entry_safe (r, next, &st->rules, list)
		free(r);
	free(st);
	net->slot[NET_SLOT_RULES] = NULL;
}

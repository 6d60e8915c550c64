// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6's rules (kernel: fib6_rules).  Until somebody changes them look-ups ask table local, then
 * main.
 *
 * A rule "from" a prefix fits a flow whose source is not chosen yet only with FIB_RULE_FIND_SADDR,
 * and then only if the source that the found route would choose is of that prefix.
 */
#include "net/fib_rules.h"

#include "net/fib6.h"

static bool rule_fits(const struct fib_rule *r, const struct fib_rule_lookup *lk)
{
	const struct flowi6 *fl6 = lk->flow;
	u8 tclass = (u8)(ntohl(fl6->flowlabel) >> 20);

	if (!ipv6_prefix_equal(&fl6->daddr, &r->dst, r->dst_len))
		return false;
	if (r->src_len && lk->flags & RT6_LOOKUP_F_HAS_SADDR &&
	    !ipv6_prefix_equal(&fl6->saddr, &r->src, r->src_len))
		return false;
	if (r->src_len && !(lk->flags & RT6_LOOKUP_F_HAS_SADDR) &&
	    !(r->flags & FIB_RULE_FIND_SADDR))
		return false;
	if (r->tos && r->tos != (tclass & 0xfc))
		return false;
	if (r->ip_proto && r->ip_proto != fl6->flowi6_proto)
		return false;
	return fib_port_in_range(&r->sport, fl6->fl6_sport) &&
	       fib_port_in_range(&r->dport, fl6->fl6_dport);
}

static bool suppressed(const struct fib_rule *r, const struct fib6_result *res)
{
	if (r->suppress_prefixlen != -1 && res->plen <= r->suppress_prefixlen)
		return true;
	return r->suppress_ifgroup != -1 && (int)res->f6i->nh_dev->group == r->suppress_ifgroup;
}

static bool source_found(struct net *net, const struct fib_rule *r, const struct flowi6 *fl6,
			 const struct fib6_result *res, int flags)
{
	struct in6_addr saddr;

	if (!r->src_len || !(r->flags & FIB_RULE_FIND_SADDR) || flags & RT6_LOOKUP_F_HAS_SADDR)
		return true;
	return !ipv6_dev_get_saddr(net, res->f6i->nh_dev, &fl6->daddr, 0, &saddr) &&
	       ipv6_prefix_equal(&saddr, &r->src, r->src_len);
}

static int rule_action(struct net *net, const struct fib_rule *r, struct fib_rule_lookup *lk)
{
	struct fib6_result *res = lk->res;
	int err = fib_rule_error(r);

	if (err)
		return err;
	err = fib6_table_lookup(net, r->table, lk->flow, res, lk->flags);
	if (err)
		return err;
	if (res->rt->rt6_error == EAGAIN || suppressed(r, res) ||
	    !source_found(net, r, lk->flow, res, lk->flags))
		return -EAGAIN;
	return 0;
}

int fib6_rules_lookup(struct net *net, const struct flowi6 *fl6, struct fib6_result *res, int flags)
{
	struct fib_rule_key key = {fl6->flowi6_iif, fl6->flowi6_oif, fl6->flowi6_mark,
				   fl6->flowi6_uid};
	struct fib_rule_lookup lk = {fl6, res, flags};

	if (!ipv6_addr_any(&fl6->saddr))
		lk.flags |= RT6_LOOKUP_F_HAS_SADDR;
	return fib_rules_walk(net, AF_INET6, &key, &lk);
}

static u32 empty_table(struct net *net)
{
	u32 id = 1;

	while (fib6_get_table(net, id))
		id++;
	return id;
}

static int go_custom(struct net *net)
{
	WRITE_ONCE(fib6_state(net)->has_custom_rules, true);
	return 0;
}

static const struct fib_rules_ops ops = {
	.family = AF_INET6,
	.fits = rule_fits,
	.action = rule_action,
	.empty_table = empty_table,
	.go_custom = go_custom,
};

static void device_event(struct net_device *dev, enum netdev_event event)
{
	fib_rules_device_event(dev->net, AF_INET6, dev, event);
}

int fib6_rules_net_init(struct net *net)
{
	int err = fib_rules_register(net, &ops);

	if (!err)
		err = fib_default_rule(net, AF_INET6, 0, RT_TABLE_LOCAL);
	if (!err)
		err = fib_default_rule(net, AF_INET6, 0x7ffe, RT_TABLE_MAIN);
	return err ? err : register_netdevice_notifier(net, device_event);
}

void fib6_rules_net_exit(struct net *net)
{
	unregister_netdevice_notifier(net, device_event);
	fib_rules_unregister(net, AF_INET6);
}

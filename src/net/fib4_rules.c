// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4's rules (kernel: fib_rules of ipv4).
 *
 * Until somebody adds or deletes a rule, look-ups skip the list: the shared trie of local and main,
 * then table default.  The first change gives local and main their own tries, as in the kernel,
 * where it makes the same difference.
 */
#include "net/fib_rules.h"

#include "net/fib.h"

static bool addr_fits(__be32 addr, const struct in6_addr *prefix, u8 len)
{
	return !((addr ^ prefix->s6_addr32[0]) & inet_make_mask(len));
}

static bool rule_fits(const struct fib_rule *r, const struct fib_rule_lookup *lk)
{
	const struct flowi4 *fl = lk->flow;

	if (!addr_fits(fl->saddr, &r->src, r->src_len) ||
	    !addr_fits(fl->daddr, &r->dst, r->dst_len))
		return false;
	if (r->tos && r->tos != (fl->flowi4_tos & FIB_TOS_MASK))
		return false;
	if (r->ip_proto && r->ip_proto != fl->flowi4_proto)
		return false;
	return fib_port_in_range(&r->sport, fl->fl4_sport) &&
	       fib_port_in_range(&r->dport, fl->fl4_dport);
}

static bool suppressed(const struct fib_rule *r, const struct fib_result *res)
{
	if (r->suppress_prefixlen != -1 && res->prefixlen <= r->suppress_prefixlen)
		return true;
	return r->suppress_ifgroup != -1 && res->dev && (int)res->dev->group == r->suppress_ifgroup;
}

static int rule_action(struct net *net, const struct fib_rule *r, struct fib_rule_lookup *lk)
{
	struct fib_table *tb;
	int err = fib_rule_error(r);

	if (err)
		return err;
	tb = fib_get_table(net, r->table);
	err = tb ? fib_table_lookup(tb, lk->flow, lk->res, (unsigned int)lk->flags) : -EAGAIN;
	return !err && suppressed(r, lk->res) ? -EAGAIN : err;
}

int fib_rules_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res,
		     unsigned int flags)
{
	struct fib_state *st = fib_state(net);
	struct fib_table *tb;
	int err;

	if (unlikely(READ_ONCE(st->has_custom_rules))) {
		struct fib_rule_key key = {fl->flowi4_iif, fl->flowi4_oif, fl->flowi4_mark,
					   fl->flowi4_uid};
		struct fib_rule_lookup lk = {fl, res, (int)flags};

		return fib_rules_walk(net, AF_INET, &key, &lk);
	}
	tb = rcu_dereference(st->tb_main);
	err = tb ? fib_table_lookup(tb, fl, res, flags) : -EAGAIN;
	if (likely(err != -EAGAIN))
		return err;
	tb = rcu_dereference(st->tb_default);
	err = tb ? fib_table_lookup(tb, fl, res, flags) : -EAGAIN;
	return err == -EAGAIN ? -ENETUNREACH : err;
}

static u32 empty_table(struct net *net)
{
	u32 id = 1;

	while (fib_get_table(net, id))
		id++;
	return id;
}

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

static const struct fib_rules_ops ops = {
	.family = AF_INET,
	.fits = rule_fits,
	.action = rule_action,
	.empty_table = empty_table,
	.go_custom = go_custom,
};

static void device_event(struct net_device *dev, enum netdev_event event)
{
	fib_rules_device_event(dev->net, AF_INET, dev, event);
}

int fib4_rules_net_init(struct net *net)
{
	int err = fib_rules_register(net, &ops);

	if (!err)
		err = fib_default_rule(net, AF_INET, 0, RT_TABLE_LOCAL);
	if (!err)
		err = fib_default_rule(net, AF_INET, 0x7ffe, RT_TABLE_MAIN);
	if (!err)
		err = fib_default_rule(net, AF_INET, 0x7fff, RT_TABLE_DEFAULT);
	return err ? err : register_netdevice_notifier(net, device_event);
}

void fib4_rules_net_exit(struct net *net)
{
	unregister_netdevice_notifier(net, device_event);
	fib_rules_unregister(net, AF_INET);
}

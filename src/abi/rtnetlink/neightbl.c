// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RTM_GETNEIGHTBL, RTM_SETNEIGHTBL: the settings of the neighbour tables (`ip ntable`).
 *
 * A dump has one message for a table with its defaults, and one for each device of it.
 */
#include "abi/rtnetlink/rtnetlink.h"

#include <linux/neighbour.h>

enum {
	TRUESIZE = 2090, /* what the kernel charges for one packet that waits */
	ENTRY_SIZE = 280, /* what the kernel says of its entries, before the key */
};

/* Which attribute is which setting; times go in ms. */
static const struct {
	u8 attr, parm;
	bool ms;
} parm_attr[] = {
	{NDTPA_QUEUE_LENBYTES, NEIGH_QUEUE_LEN_BYTES, false},
	{NDTPA_PROXY_QLEN, NEIGH_PROXY_QLEN, false},
	{NDTPA_APP_PROBES, NEIGH_APP_PROBES, false},
	{NDTPA_UCAST_PROBES, NEIGH_UCAST_PROBES, false},
	{NDTPA_MCAST_PROBES, NEIGH_MCAST_PROBES, false},
	{NDTPA_MCAST_REPROBES, NEIGH_MCAST_REPROBES, false},
	{NDTPA_BASE_REACHABLE_TIME, NEIGH_BASE_REACHABLE_TIME, true},
	{NDTPA_GC_STALETIME, NEIGH_GC_STALETIME, true},
	{NDTPA_DELAY_PROBE_TIME, NEIGH_DELAY_PROBE_TIME, true},
	{NDTPA_RETRANS_TIME, NEIGH_RETRANS_TIME, true},
	{NDTPA_ANYCAST_DELAY, NEIGH_ANYCAST_DELAY, true},
	{NDTPA_PROXY_DELAY, NEIGH_PROXY_DELAY, true},
	{NDTPA_LOCKTIME, NEIGH_LOCKTIME, true},
	{NDTPA_INTERVAL_PROBE_TIME_MS, NEIGH_INTERVAL_PROBE_TIME, true},
};

static const struct nl_policy tbl_policy[NDTA_MAX + 1] = {
	[NDTA_NAME] = {NL_STRING, 255}, [NDTA_THRESH1] = {NL_U32},     [NDTA_THRESH2] = {NL_U32},
	[NDTA_THRESH3] = {NL_U32},	[NDTA_GC_INTERVAL] = {NL_U64}, [NDTA_PARMS] = {NL_NESTED},
};

static const struct nl_policy parms_policy[NDTPA_MAX + 1] = {
	[NDTPA_IFINDEX] = {NL_U32},
	[NDTPA_QUEUE_LEN] = {NL_U32},
	[NDTPA_QUEUE_LENBYTES] = {NL_U32},
	[NDTPA_PROXY_QLEN] = {NL_U32},
	[NDTPA_APP_PROBES] = {NL_U32},
	[NDTPA_UCAST_PROBES] = {NL_U32},
	[NDTPA_MCAST_PROBES] = {NL_U32},
	[NDTPA_MCAST_REPROBES] = {NL_U32},
	[NDTPA_BASE_REACHABLE_TIME] = {NL_U64},
	[NDTPA_GC_STALETIME] = {NL_U64},
	[NDTPA_DELAY_PROBE_TIME] = {NL_U64},
	[NDTPA_RETRANS_TIME] = {NL_U64},
	[NDTPA_ANYCAST_DELAY] = {NL_U64},
	[NDTPA_PROXY_DELAY] = {NL_U64},
	[NDTPA_LOCKTIME] = {NL_U64},
	[NDTPA_INTERVAL_PROBE_TIME_MS] = {NL_U64},
};

static u64 to_ms(u64 jiffies)
{
	return jiffies * 1000 / HZ;
}

static const char *table_name(const struct neigh_table *tbl)
{
	return neigh_family(tbl) == AF_INET ? "arp_cache" : "ndisc_cache";
}

/* ---- showing ---- */

static void put_parms(struct nl_out *out, const struct neigh_parms *p)
{
	u32 nest = nl_nest(out, NDTA_PARMS);

	if (p->ifindex)
		nl_put_u32(out, NDTPA_IFINDEX, (u32)p->ifindex);
	nl_put_u32(out, NDTPA_REFCNT, 1);
	nl_put_u32(out, NDTPA_QUEUE_LEN, p->data[NEIGH_QUEUE_LEN_BYTES] / TRUESIZE);
	nl_put_u64(out, NDTPA_REACHABLE_TIME, to_ms(p->reachable_time));
	for (unsigned int i = 0; i < ARRAY_SIZE(parm_attr); i++)
		if (parm_attr[i].ms)
			nl_put_u64(out, parm_attr[i].attr, to_ms(p->data[parm_attr[i].parm]));
		else
			nl_put_u32(out, parm_attr[i].attr, p->data[parm_attr[i].parm]);
	nl_nest_end(out, nest);
}

static void put_table(struct nl_out *out, struct neigh_table *tbl)
{
	const struct neigh_limits *l = neigh_limits(tbl);
	struct ndt_config config = {.ndtc_entry_size =
					    (u16)(ENTRY_SIZE + neigh_key_len(tbl) + 7) & ~7};
	struct ndt_stats stats = {0};

	neigh_table_config(tbl, &config);
	nl_put_u64(out, NDTA_GC_INTERVAL, (u64)l->gc_interval * 1000);
	nl_put_u32(out, NDTA_THRESH1, (u32)l->gc_thresh1);
	nl_put_u32(out, NDTA_THRESH2, (u32)l->gc_thresh2);
	nl_put_u32(out, NDTA_THRESH3, (u32)l->gc_thresh3);
	nl_put(out, NDTA_CONFIG, &config, sizeof(config));
	nl_put(out, NDTA_STATS, &stats, sizeof(stats));
}

/* ctx: which table, which of its settings (0: the defaults), only this family */
enum { DUMP_TABLE, DUMP_PARMS, DUMP_FAMILY };

static const int dump_order[] = {AF_INET, AF_INET6};

static void fill(struct nl_dump *d, struct nl_out *out, struct neigh_table *tbl,
		 const struct neigh_parms *p)
{
	struct ndtmsg *ndtmsg =
		nl_begin(out, RTM_NEWNEIGHTBL, NLM_F_MULTI, d->portid, d->seq, sizeof(*ndtmsg));

	if (!ndtmsg)
		return;
	ndtmsg->ndtm_family = (u8)neigh_family(tbl);
	nl_put_str(out, NDTA_NAME, table_name(tbl));
	if (!p->ifindex)
		put_table(out, tbl);
	put_parms(out, p);
	nl_end(out);
}

static int dump_tables(struct nl_dump *d, struct nl_out *out)
{
	for (; d->ctx[DUMP_TABLE] < ARRAY_SIZE(dump_order); d->ctx[DUMP_TABLE]++) {
		int family = dump_order[d->ctx[DUMP_TABLE]];
		struct neigh_table *tbl = neigh_find_table(d->net, family);
		const struct neigh_parms *p;

		if (d->ctx[DUMP_FAMILY] && (int)d->ctx[DUMP_FAMILY] != family)
			continue;
		p = neigh_parms_at(tbl, (u32)d->ctx[DUMP_PARMS]++);
		if (p) {
			fill(d, out, tbl, p);
			return 1;
		}
		d->ctx[DUMP_PARMS] = 0;
	}
	return 0;
}

int rtnl_dumpneightbl(struct nl_request *req)
{
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};

	ctx[DUMP_FAMILY] = *(const u8 *)nl_payload(req->nlh);
	return netlink_dump_start(req, dump_tables, ctx, 0);
}

/* ---- setting ---- */

static struct neigh_table *find_table(struct net *net, int family, const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(dump_order); i++) {
		struct neigh_table *tbl = neigh_find_table(net, dump_order[i]);

		if ((!family || family == dump_order[i]) && !strcmp(table_name(tbl), name))
			return tbl;
	}
	return NULL;
}

static void set_one(struct neigh_table *tbl, const struct net_device *dev, unsigned int i,
		    const struct nlattr *a)
{
	u64 v = parm_attr[i].ms ? nla_u64(a) * HZ / 1000 : nla_u32(a);

	neigh_parm_set(tbl, dev, parm_attr[i].parm, (u32)v);
}

static int set_parms(struct nl_request *req, struct neigh_table *tbl, const struct nlattr *nest)
{
	const struct nlattr *tb[NDTPA_MAX + 1];
	struct net_device *dev = NULL;
	int err = nl_parse(tb, NDTPA_MAX, nla_data(nest), nla_len(nest), parms_policy, false,
			   req->extack);

	if (err)
		return err;
	if (tb[NDTPA_IFINDEX] && nla_u32(tb[NDTPA_IFINDEX])) {
		dev = dev_get_by_index(req->net, (int)nla_u32(tb[NDTPA_IFINDEX]));
		if (!dev || neigh_parms(tbl, dev)->ifindex != dev->ifindex)
			return -ENOENT;
	}
	if (tb[NDTPA_QUEUE_LEN])
		neigh_parm_set(tbl, dev, NEIGH_QUEUE_LEN_BYTES,
			       nla_u32(tb[NDTPA_QUEUE_LEN]) * TRUESIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(parm_attr); i++)
		if (tb[parm_attr[i].attr])
			set_one(tbl, dev, i, tb[parm_attr[i].attr]);
	return 0;
}

int rtnl_setneightbl(struct nl_request *req)
{
	const struct nlattr *tb[NDTA_MAX + 1];
	struct neigh_table *tbl;
	char name[256];
	int err = rtnl_attrs(req, sizeof(struct ndtmsg), tb, NDTA_MAX, tbl_policy);

	if (err)
		return err;
	if (!tb[NDTA_NAME] || !nla_string(name, sizeof(name), tb[NDTA_NAME]))
		return -EINVAL;
	tbl = find_table(req->net, *(const u8 *)nl_payload(req->nlh), name);
	if (!tbl)
		return -ENOENT;
	if (tb[NDTA_PARMS])
		err = set_parms(req, tbl, tb[NDTA_PARMS]);
	/* The limits are the host's: a namespace other than the first has no say. */
	if (!err &&
	    (tb[NDTA_THRESH1] || tb[NDTA_THRESH2] || tb[NDTA_THRESH3] || tb[NDTA_GC_INTERVAL]))
		return -ENOENT;
	return err;
}

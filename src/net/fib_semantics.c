// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a route means: its type, its next hops and whether they can be (kernel: fib_semantics).
 *
 * Routes that say the same share one fib_info, found by a hash.  Each next hop owns the rtable that
 * packets carry.  A fib_info whose next hops have all died (device down or gone, address gone) is
 * marked dead; fib_flush() then drops the routes that use it.
 */
#include "net/fib.h"

#include "net/fnhe.h"

#include "net/rtnl.h"

#include <stdlib.h>

struct route_type {
	int error;
	u8 scope;
};

/* clang-format off */
static const struct route_type props[RTN_MAX + 1] = {
	[RTN_UNSPEC]      = {0,             RT_SCOPE_NOWHERE},
	[RTN_UNICAST]     = {0,             RT_SCOPE_UNIVERSE},
	[RTN_LOCAL]       = {0,             RT_SCOPE_HOST},
	[RTN_BROADCAST]   = {0,             RT_SCOPE_LINK},
	[RTN_ANYCAST]     = {0,             RT_SCOPE_LINK},
	[RTN_MULTICAST]   = {0,             RT_SCOPE_UNIVERSE},
	[RTN_BLACKHOLE]   = {-EINVAL,       RT_SCOPE_UNIVERSE},
	[RTN_UNREACHABLE] = {-EHOSTUNREACH, RT_SCOPE_UNIVERSE},
	[RTN_PROHIBIT]    = {-EACCES,       RT_SCOPE_UNIVERSE},
	[RTN_THROW]       = {-EAGAIN,       RT_SCOPE_UNIVERSE},
	[RTN_NAT]         = {-EINVAL,       RT_SCOPE_NOWHERE},
	[RTN_XRESOLVE]    = {-EINVAL,       RT_SCOPE_NOWHERE},
};
/* clang-format on */

int fib_props_error(u8 type)
{
	return props[type].error;
}

/* ---- rtables ---- */

static void rt_free(struct dst_entry *dst)
{
	struct rtable *rt = container_of(dst, struct rtable, dst);

	fnhe_free(rt->exceptions);
	if (rt->neigh_cache)
		neigh_put(rt->neigh_cache);
	free(rt);
}

struct rtable *rt_alloc(struct net_device *dev, u8 type, u8 flags)
{
	struct rtable *rt = calloc(1, sizeof(*rt));

	if (!rt)
		return NULL;
	rt->rt_type = type;
	rt->rt_flags = flags;
	rt->dev = dev;
	rt->dst.refs = 1;
	rt->dst.release = rt_free;
	return rt;
}

static int error_index(int error)
{
	switch (error) {
	case ENETUNREACH:
		return 0;
	case EHOSTUNREACH:
		return 1;
	case EACCES:
		return 2;
	case EINVAL:
		return 3;
	default:
		return -1;
	}
}

struct rtable *rt_error_get(struct net *net, int error)
{
	static const u8 type[] = {RTN_UNREACHABLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_BLACKHOLE};
	struct fib_state *st = fib_state(net);
	struct net_device *lo = rcu_dereference(net->loopback_dev);
	int i = error_index(error);
	struct rtable *rt, *none = NULL;

	if (i < 0 || !lo)
		return NULL;
	rt = __atomic_load_n(&st->rt_error[i], __ATOMIC_ACQUIRE);
	if (rt)
		return rt;
	rt = rt_alloc(lo, type[i], 0);
	if (!rt)
		return NULL;
	rt->rt_error = error;
	if (!__atomic_compare_exchange_n(&st->rt_error[i], &none, rt, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE)) {
		rt_put(rt);
		rt = none;
	}
	return rt;
}

static u32 metric(const struct fib_info *fi, int rtax)
{
	return fi->fib_metrics[rtax - 1];
}

static struct rtable *nh_rtable(const struct fib_info *fi, const struct fib_nh *nh)
{
	u8 flags = fi->fib_type == RTN_LOCAL || fi->fib_type == RTN_BROADCAST ? RT_INPUT_LOCAL : 0;
	struct net_device *lo = fi->net->loopback_dev;
	struct net_device *dev = fi->fib_type == RTN_LOCAL && lo ? lo : nh->nh_dev;
	struct rtable *rt = rt_alloc(dev ? dev : lo, fi->fib_type, flags);

	if (!rt)
		return NULL;
	rt->rt_gateway = nh->nh_gw && nh->nh_scope == RT_SCOPE_LINK ? nh->nh_gw : 0;
	rt->rt_uses_gateway = rt->rt_gateway != 0;
	rt->table = fi->fib_tb_id;
	rt->rt_mtu = metric(fi, RTAX_MTU);
	rt->mtu_locked = metric(fi, RTAX_LOCK) & (1u << RTAX_MTU);
	rt->rt_error = -props[fi->fib_type].error;
	return rt;
}

/* ---- the hash of fib_infos ---- */

static u32 mix(u32 h, u32 v)
{
	h ^= v;
	h *= 0x9e3779b1u;
	return h ^ h >> 15;
}

static u32 info_hash(const struct fib_info *fi)
{
	u32 h = mix(fi->fib_protocol, (u32)fi->fib_scope << 8 | fi->fib_type);

	h = mix(h, fi->fib_prefsrc);
	h = mix(h, fi->fib_priority);
	h = mix(h, fi->fib_tb_id);
	for (int i = 0; i < fi->fib_nhs; i++) {
		h = mix(h, fi->fib_nh[i].nh_gw);
		h = mix(h, (u32)fi->fib_nh[i].nh_oif);
	}
	return h;
}

#define NH_IDENTITY (RTNH_F_ONLINK | RTNH_F_PERVASIVE)

static bool info_same(const struct fib_info *a, const struct fib_info *b)
{
	if (a->fib_protocol != b->fib_protocol || a->fib_scope != b->fib_scope ||
	    a->fib_type != b->fib_type || a->fib_prefsrc != b->fib_prefsrc ||
	    a->fib_priority != b->fib_priority || a->fib_tb_id != b->fib_tb_id ||
	    a->fib_nhs != b->fib_nhs || (a->fib_flags & RTNH_F_DEAD) ||
	    ((a->fib_flags ^ b->fib_flags) & NH_IDENTITY) ||
	    memcmp(a->fib_metrics, b->fib_metrics, sizeof(a->fib_metrics)))
		return false;
	for (int i = 0; i < a->fib_nhs; i++) {
		const struct fib_nh *x = &a->fib_nh[i], *y = &b->fib_nh[i];

		if (x->nh_gw != y->nh_gw || x->nh_oif != y->nh_oif || x->nh_scope != y->nh_scope ||
		    x->nh_weight != y->nh_weight || x->nh_tclassid != y->nh_tclassid ||
		    ((x->nh_flags ^ y->nh_flags) & NH_IDENTITY))
			return false;
	}
	return true;
}

static int hash_grow(struct fib_state *st)
{
	u32 n = st->info_buckets ? st->info_buckets * 2 : 16;
	struct cds_list_head *bigger;
	struct fib_info *fi;

	if (st->info_buckets && st->info_count < st->info_buckets)
		return 0;
	bigger = malloc(n * sizeof(*bigger));
	if (!bigger)
		return st->info_buckets ? 0 : -ENOBUFS;
	for (u32 i = 0; i < n; i++)
		CDS_INIT_LIST_HEAD(&bigger[i]);
	cds_list_for_each_entry (fi, &st->infos, list)
		cds_list_add(&fi->hash, &bigger[info_hash(fi) % n]);
	free(st->info_hash);
	st->info_hash = bigger;
	st->info_buckets = n;
	return 0;
}

static struct fib_info *info_find(struct fib_state *st, const struct fib_info *want)
{
	struct fib_info *fi;

	if (!st->info_buckets)
		return NULL;
	cds_list_for_each_entry (fi, &st->info_hash[info_hash(want) % st->info_buckets], hash)
		if (info_same(fi, want))
			return fi;
	return NULL;
}

static void info_free(void *p)
{
	struct fib_info *fi = p;

	for (int i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].rt)
			rt_put(fi->fib_nh[i].rt);
	free(fi);
}

void fib_release_info(struct fib_info *fi)
{
	if (--fi->refs)
		return;
	cds_list_del(&fi->hash);
	cds_list_del(&fi->list);
	fib_state(fi->net)->info_count--;
	rcu_defer(&fi->net->garbage, info_free, fi);
}

bool ip_fib_check_default(struct net *net, __be32 gw, const struct net_device *dev)
{
	const struct fib_info *fi;

	cds_list_for_each_entry (fi, &fib_state(net)->infos, list)
		for (int i = 0; i < fi->fib_nhs; i++)
			if (fi->fib_nh[i].nh_dev == dev && fi->fib_nh[i].nh_gw == gw &&
			    !(fi->fib_nh[i].nh_flags & RTNH_F_DEAD))
				return true;
	return false;
}

/* ---- checking ---- */

static int gateway_onlink(struct net *net, struct fib_nh *nh, u8 scope,
			  struct netlink_ext_ack *extack)
{
	struct net_device *dev = dev_get_by_index(net, nh->nh_oif);

	if (scope >= RT_SCOPE_LINK) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid scope");
		return -EINVAL;
	}
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Nexthop device required for onlink");
		return -ENODEV;
	}
	if (!netif_running(dev)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	if (inet_addr_type_dev_table(net, dev, nh->nh_gw) != RTN_UNICAST) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return -EINVAL;
	}
	nh->nh_dev = dev;
	nh->nh_scope = RT_SCOPE_LINK;
	return 0;
}

/* How is the gateway reached? In the route's own table first, else by the rules. */
static int gateway_lookup(struct net *net, const struct fib_nh *nh, u32 table, u8 scope,
			  struct fib_result *res)
{
	struct flowi4 fl = {
		.daddr = nh->nh_gw,
		.flowi4_oif = nh->nh_oif,
		.flowi4_iif = net->loopback_dev ? net->loopback_dev->ifindex : 0,
		.flowi4_scope = scope + 1 < RT_SCOPE_LINK ? RT_SCOPE_LINK : (u8)(scope + 1),
	};
	struct fib_table *tb = table && table != RT_TABLE_LOCAL && table != RT_TABLE_MAIN
				       ? fib_get_table(net, table)
				       : NULL;

	if (tb && !fib_table_lookup(tb, &fl, res, FIB_LOOKUP_IGNORE_LINKSTATE))
		return 0;
	return fib_rules_lookup(net, &fl, res, FIB_LOOKUP_IGNORE_LINKSTATE);
}

static int gateway_check(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
			 struct netlink_ext_ack *extack)
{
	struct fib_result res = {0};
	int err;

	if (nh->nh_flags & RTNH_F_ONLINK)
		return gateway_onlink(net, nh, scope, extack);
	err = gateway_lookup(net, nh, table, scope, &res);
	if (err) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return err;
	}
	if (res.type != RTN_UNICAST && res.type != RTN_LOCAL) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return -EINVAL;
	}
	nh->nh_scope = res.scope;
	nh->nh_dev = res.dev;
	if (!res.dev) {
		NL_SET_ERR_MSG(extack, "No egress device for nexthop gateway");
		return -EINVAL;
	}
	nh->nh_oif = res.dev->ifindex;
	return netif_running(res.dev) ? 0 : -ENETDOWN;
}

static int device_check(struct net *net, struct fib_nh *nh, struct netlink_ext_ack *extack)
{
	struct net_device *dev = dev_get_by_index(net, nh->nh_oif);

	if (nh->nh_flags & (RTNH_F_PERVASIVE | RTNH_F_ONLINK)) {
		NL_SET_ERR_MSG(extack, "Invalid flags for nexthop - PERVASIVE and ONLINK can not "
				       "be set");
		return -EINVAL;
	}
	if (!dev || !dev->ip_ptr)
		return -ENODEV;
	if (!netif_running(dev)) {
		NL_SET_ERR_MSG(extack, "Device for nexthop is not up");
		return -ENETDOWN;
	}
	nh->nh_dev = dev;
	nh->nh_scope = RT_SCOPE_HOST;
	return 0;
}

static int nh_check(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		    struct netlink_ext_ack *extack)
{
	int err = nh->nh_gw ? gateway_check(net, nh, table, scope, extack)
			    : device_check(net, nh, extack);

	if (!err && !nh->nh_dev->carrier)
		nh->nh_flags |= RTNH_F_LINKDOWN;
	return err;
}

static bool prefsrc_valid(struct net *net, const struct fib_config *cfg)
{
	struct fib_table *tb;
	struct fib_result res;
	struct flowi4 fl = {.daddr = cfg->fc_prefsrc};

	/* The address itself is being made local. */
	if (cfg->fc_type == RTN_LOCAL && cfg->fc_dst && cfg->fc_prefsrc == cfg->fc_dst)
		return true;
	if (inet_addr_type(net, cfg->fc_prefsrc) == RTN_LOCAL)
		return true;
	tb = cfg->fc_table != RT_TABLE_LOCAL ? fib_get_table(net, cfg->fc_table) : NULL;
	return tb && !fib_table_lookup(tb, &fl, &res, FIB_LOOKUP_IGNORE_LINKSTATE) &&
	       res.type == RTN_LOCAL;
}

static int check_host_route(struct fib_info *fi, struct netlink_ext_ack *extack)
{
	struct fib_nh *nh = fi->fib_nh;

	if (fi->fib_nhs != 1) {
		NL_SET_ERR_MSG(extack, "Route with host scope can not have multiple nexthops");
		return -EINVAL;
	}
	if (nh->nh_gw) {
		NL_SET_ERR_MSG(extack, "Route with host scope can not have a gateway");
		return -EINVAL;
	}
	nh->nh_scope = RT_SCOPE_NOWHERE;
	nh->nh_dev = dev_get_by_index(fi->net, nh->nh_oif);
	return nh->nh_dev ? 0 : -ENODEV;
}

static int check_nexthops(struct fib_info *fi, const struct fib_config *cfg,
			  struct netlink_ext_ack *extack)
{
	int linkdown = 0;

	if (cfg->fc_scope > RT_SCOPE_HOST) {
		NL_SET_ERR_MSG(extack, "Invalid scope");
		return -EINVAL;
	}
	if (cfg->fc_scope == RT_SCOPE_HOST)
		return check_host_route(fi, extack);
	for (int i = 0; i < fi->fib_nhs; i++) {
		int err = nh_check(fi->net, &fi->fib_nh[i], cfg->fc_table, cfg->fc_scope, extack);

		if (err)
			return err;
		linkdown += !!(fi->fib_nh[i].nh_flags & RTNH_F_LINKDOWN);
	}
	if (linkdown == fi->fib_nhs)
		fi->fib_flags |= RTNH_F_LINKDOWN;
	return 0;
}

static int check_route(struct fib_info *fi, const struct fib_config *cfg,
		       struct netlink_ext_ack *extack)
{
	int err;

	if (props[cfg->fc_type].error) {
		if (cfg->fc_gw || cfg->fc_oif || cfg->fc_mp) {
			NL_SET_ERR_MSG(extack, "Gateway, device and multipath can not be "
					       "specified for this route type");
			return -EINVAL;
		}
	} else {
		switch (cfg->fc_type) {
		case RTN_UNICAST:
		case RTN_LOCAL:
		case RTN_BROADCAST:
		case RTN_ANYCAST:
		case RTN_MULTICAST:
			break;
		default:
			NL_SET_ERR_MSG(extack, "Invalid route type");
			return -EINVAL;
		}
		err = check_nexthops(fi, cfg, extack);
		if (err)
			return err;
	}
	if (cfg->fc_prefsrc && !prefsrc_valid(fi->net, cfg)) {
		NL_SET_ERR_MSG(extack, "Invalid prefsrc address");
		return -EINVAL;
	}
	return 0;
}

/* ---- several next hops ---- */

static const struct rtnexthop *rtnh_next(const struct rtnexthop *rtnh, int *left)
{
	int len = RTNH_ALIGN(rtnh->rtnh_len);

	*left -= len;
	return (const void *)((const char *)rtnh + len);
}

static bool rtnh_ok(const struct rtnexthop *rtnh, int left)
{
	return left >= (int)sizeof(*rtnh) && rtnh->rtnh_len >= sizeof(*rtnh) &&
	       rtnh->rtnh_len <= left;
}

static int count_nexthops(const void *mp, int left, struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = mp;
	int n = 0;

	for (; rtnh_ok(rtnh, left); n++)
		rtnh = rtnh_next(rtnh, &left);
	if (!n || left > 0) {
		NL_SET_ERR_MSG(extack, "Invalid nexthop configuration - extra data after nexthops");
		return -EINVAL;
	}
	return n;
}

static int read_nexthop(struct fib_nh *nh, const struct rtnexthop *rtnh,
			struct netlink_ext_ack *extack)
{
	const struct rtattr *a = RTNH_DATA(rtnh);
	int left = rtnh->rtnh_len - (int)RTNH_LENGTH(0);

	if (rtnh->rtnh_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) {
		NL_SET_ERR_MSG(extack, "Invalid flags for nexthop - can not contain DEAD or "
				       "LINKDOWN");
		return -EINVAL;
	}
	nh->nh_oif = rtnh->rtnh_ifindex;
	nh->nh_weight = rtnh->rtnh_hops + 1;
	nh->nh_flags = rtnh->rtnh_flags;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == RTA_GATEWAY && RTA_PAYLOAD(a) >= sizeof(nh->nh_gw))
			memcpy(&nh->nh_gw, RTA_DATA(a), sizeof(nh->nh_gw));
		if (a->rta_type == RTA_FLOW && RTA_PAYLOAD(a) >= sizeof(nh->nh_tclassid))
			memcpy(&nh->nh_tclassid, RTA_DATA(a), sizeof(nh->nh_tclassid));
	}
	return 0;
}

static int fill_nexthops(struct fib_info *fi, const struct fib_config *cfg,
			 struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->fc_mp;
	int left = cfg->fc_mp_len, err = 0;

	for (int i = 0; i < fi->fib_nhs; i++)
		fi->fib_nh[i].parent = fi;
	if (!cfg->fc_mp) {
		fi->fib_nh[0].nh_oif = cfg->fc_oif;
		fi->fib_nh[0].nh_gw = cfg->fc_gw;
		fi->fib_nh[0].nh_tclassid = cfg->fc_flow;
		fi->fib_nh[0].nh_flags = cfg->fc_flags & (RTNH_F_ONLINK | RTNH_F_PERVASIVE);
		fi->fib_nh[0].nh_weight = 1;
		return 0;
	}
	for (int i = 0; i < fi->fib_nhs && !err; i++) {
		err = read_nexthop(&fi->fib_nh[i], rtnh, extack);
		rtnh = rtnh_next(rtnh, &left);
	}
	return err;
}

/* ---- making ---- */

static int check_config(const struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->fc_type > RTN_MAX) {
		NL_SET_ERR_MSG(extack, "Invalid route type");
		return -EINVAL;
	}
	if (props[cfg->fc_type].scope > cfg->fc_scope) {
		NL_SET_ERR_MSG(extack, "Invalid scope");
		return -EINVAL;
	}
	if (cfg->fc_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) {
		NL_SET_ERR_MSG(extack, "Invalid rtm_flags - can not contain DEAD or LINKDOWN");
		return -EINVAL;
	}
	return 0;
}

static struct fib_info *info_alloc(struct net *net, const struct fib_config *cfg, int nhs)
{
	struct fib_info *fi = calloc(1, sizeof(*fi) + (size_t)nhs * sizeof(fi->fib_nh[0]));

	if (!fi)
		return NULL;
	fi->net = net;
	fi->refs = 1;
	fi->fib_protocol = cfg->fc_protocol;
	fi->fib_scope = cfg->fc_scope;
	fi->fib_type = cfg->fc_type;
	fi->fib_flags = cfg->fc_flags;
	fi->fib_priority = cfg->fc_priority;
	fi->fib_prefsrc = cfg->fc_prefsrc;
	fi->fib_tb_id = cfg->fc_table;
	fi->fib_nhs = nhs;
	fi->has_metrics = cfg->fc_has_metrics;
	memcpy(fi->fib_metrics, cfg->fc_metrics, sizeof(fi->fib_metrics));
	return fi;
}

/* What the next hop offers as source when the route names none. */
static __be32 nh_source(const struct fib_info *fi, const struct fib_nh *nh)
{
	return nh->nh_dev ? inet_select_addr(nh->nh_dev, nh->nh_gw, fi->fib_scope) : 0;
}

static void nh_choose_source(const struct fib_info *fi, struct fib_nh *nh)
{
	__be32 src = fi->fib_prefsrc;

	if (!src) {
		nh->nh_saddr = nh_source(fi, nh);
		src = nh->nh_saddr;
	}
	WRITE_ONCE(nh->rt->prefsrc, src);
}

static int info_publish(struct fib_state *st, struct fib_info *fi)
{
	for (int i = 0; i < fi->fib_nhs; i++) {
		fi->fib_nh[i].rt = nh_rtable(fi, &fi->fib_nh[i]);
		if (!fi->fib_nh[i].rt)
			return -ENOBUFS;
		nh_choose_source(fi, &fi->fib_nh[i]);
	}
	if (hash_grow(st))
		return -ENOBUFS;
	cds_list_add(&fi->hash, &st->info_hash[info_hash(fi) % st->info_buckets]);
	cds_list_add_tail(&fi->list, &st->infos);
	st->info_count++;
	return 0;
}

struct fib_info *fib_create_info(struct net *net, const struct fib_config *cfg, int *err,
				 struct netlink_ext_ack *extack)
{
	struct fib_state *st = fib_state(net);
	struct fib_info *fi = NULL, *same;
	int nhs = 1;

	*err = check_config(cfg, extack);
	if (*err)
		return NULL;
	if (cfg->fc_mp) {
		nhs = count_nexthops(cfg->fc_mp, cfg->fc_mp_len, extack);
		if (nhs < 0) {
			*err = nhs;
			return NULL;
		}
	}
	fi = info_alloc(net, cfg, nhs);
	if (!fi) {
		*err = -ENOBUFS;
		return NULL;
	}
	*err = fill_nexthops(fi, cfg, extack);
	if (!*err)
		*err = check_route(fi, cfg, extack);
	if (*err) {
		info_free(fi);
		return NULL;
	}
	same = info_find(st, fi);
	if (same) {
		info_free(fi);
		same->refs++;
		return same;
	}
	*err = info_publish(st, fi);
	if (*err) {
		info_free(fi);
		return NULL;
	}
	return fi;
}

/* ---- matching a delete request ---- */

bool fib_nh_match(const struct fib_config *cfg, const struct fib_info *fi)
{
	const struct rtnexthop *rtnh = cfg->fc_mp;
	int left = cfg->fc_mp_len;

	if (cfg->fc_priority && cfg->fc_priority != fi->fib_priority)
		return false;
	if (cfg->fc_oif || cfg->fc_gw) {
		const struct fib_nh *nh = fi->fib_nh;

		if (cfg->fc_flow && cfg->fc_flow != nh->nh_tclassid)
			return false;
		return (!cfg->fc_oif || cfg->fc_oif == nh->nh_oif) &&
		       (!cfg->fc_gw || cfg->fc_gw == nh->nh_gw);
	}
	if (!rtnh)
		return true;
	for (int i = 0; i < fi->fib_nhs; i++) {
		struct fib_nh want = {0};

		if (!rtnh_ok(rtnh, left) || read_nexthop(&want, rtnh, NULL))
			return false;
		if ((want.nh_oif && want.nh_oif != fi->fib_nh[i].nh_oif) ||
		    (want.nh_gw && want.nh_gw != fi->fib_nh[i].nh_gw))
			return false;
		rtnh = rtnh_next(rtnh, &left);
	}
	return true;
}

bool fib_metrics_match(const struct fib_config *cfg, const struct fib_info *fi)
{
	if (!cfg->fc_has_metrics)
		return true;
	for (int i = 0; i < RTAX_MAX; i++)
		if (cfg->fc_metrics[i] && cfg->fc_metrics[i] != fi->fib_metrics[i])
			return false;
	return true;
}

/* ---- results ---- */

void fib_result_fill(struct fib_result *res, const struct fib_alias *fa, const struct fib_leaf *l,
		     int nhsel)
{
	struct fib_info *fi = fa->fa_info;
	const struct fib_nh *nh = &fi->fib_nh[nhsel < 0 ? 0 : nhsel];

	*res = (struct fib_result){
		.type = fa->fa_type,
		.scope = fi->fib_scope,
		.prefixlen = l->plen,
		.tos = fa->fa_tos,
		.table = fa->tb_id,
		.prefix = htonl(l->key),
		.rt = nh->rt,
		.dev = nh->nh_dev,
		.nh_scope = nh->nh_scope,
		.tclassid = nh->nh_tclassid,
		.fi = fi,
	};
}

/* ---- what happens to devices and addresses ---- */

void fib_addresses_changed(struct net *net)
{
	struct fib_state *st = fib_state(net);
	struct fib_info *fi;

	if (!st)
		return;
	cds_list_for_each_entry (fi, &st->infos, list)
		for (int i = 0; !fi->fib_prefsrc && i < fi->fib_nhs; i++)
			nh_choose_source(fi, &fi->fib_nh[i]);
}

static void info_flag(struct fib_info *fi, u32 set)
{
	WRITE_ONCE(fi->fib_flags, fi->fib_flags | set);
}

/* Local routes (their next hop's scope is NOWHERE) outlive a link that goes down. */
static bool nh_dies(const struct fib_nh *nh, const struct net_device *dev, bool force)
{
	return nh->nh_dev == dev && (force || nh->nh_scope != RT_SCOPE_NOWHERE);
}

int fib_sync_down_dev(struct net_device *dev, bool carrier_only, bool force)
{
	u32 flag = carrier_only ? RTNH_F_LINKDOWN : RTNH_F_DEAD | RTNH_F_LINKDOWN;
	struct fib_info *fi;
	int died = 0;

	cds_list_for_each_entry (fi, &fib_state(dev->net)->infos, list) {
		int touched = 0, down = 0;

		for (int i = 0; i < fi->fib_nhs; i++) {
			struct fib_nh *nh = &fi->fib_nh[i];

			if (nh_dies(nh, dev, force)) {
				WRITE_ONCE(nh->nh_flags, nh->nh_flags | flag);
				touched++;
			}
			down += (nh->nh_flags & flag) == flag;
		}
		if (!touched)
			continue;
		if (down == fi->fib_nhs || (force && !carrier_only)) {
			info_flag(fi, flag);
			died++;
		}
	}
	return died;
}

int fib_sync_up(struct net_device *dev, u32 flags)
{
	struct fib_info *fi;
	int revived = 0;

	if (!netif_running(dev))
		return 0;
	cds_list_for_each_entry (fi, &fib_state(dev->net)->infos, list) {
		int alive = 0;

		for (int i = 0; i < fi->fib_nhs; i++) {
			struct fib_nh *nh = &fi->fib_nh[i];

			if (!(nh->nh_flags & flags)) {
				alive++;
				continue;
			}
			if (nh->nh_dev != dev)
				continue;
			alive++;
			WRITE_ONCE(nh->nh_flags, nh->nh_flags & ~flags);
		}
		if (alive && (fi->fib_flags & flags)) {
			WRITE_ONCE(fi->fib_flags, fi->fib_flags & ~flags);
			revived++;
		}
	}
	return revived;
}

int fib_sync_down_addr(struct net *net, __be32 local)
{
	struct fib_info *fi;
	int died = 0;

	if (!local)
		return 0;
	cds_list_for_each_entry (fi, &fib_state(net)->infos, list) {
		if (fi->fib_prefsrc != local || fi->fib_tb_id != RT_TABLE_MAIN)
			continue;
		info_flag(fi, RTNH_F_DEAD);
		fi->pfsrc_removed = true;
		died++;
	}
	return died;
}

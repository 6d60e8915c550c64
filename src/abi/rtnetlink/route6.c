// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*ROUTE for IPv6: routes added, deleted, shown, and the way of a packet (`ip -6 route get`). */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/fib6.h"

#include <linux/icmpv6.h>
#include <linux/in_route.h>

static const struct nl_policy route_policy[RTA_MAX + 1] = {
	[RTA_DST] = {NL_ANY},
	[RTA_SRC] = {NL_ANY},
	[RTA_GATEWAY] = {NL_EXACT, sizeof(struct in6_addr)},
	[RTA_PREFSRC] = {NL_EXACT, sizeof(struct in6_addr)},
	[RTA_OIF] = {NL_U32},
	[RTA_IIF] = {NL_U32},
	[RTA_PRIORITY] = {NL_U32},
	[RTA_METRICS] = {NL_NESTED},
	[RTA_MULTIPATH] = {NL_ANY},
	[RTA_PREF] = {NL_U8},
	[RTA_EXPIRES] = {NL_U32},
	[RTA_UID] = {NL_U32},
	[RTA_MARK] = {NL_U32},
	[RTA_TABLE] = {NL_U32},
	[RTA_IP_PROTO] = {NL_U8},
	[RTA_SPORT] = {NL_U16},
	[RTA_DPORT] = {NL_U16},
	[RTA_NH_ID] = {NL_U32},
};

/* ---- showing ---- */

static void fill_metrics(struct nl_out *out, const u32 *metrics)
{
	u32 nest, before;

	if (!metrics)
		return;
	nest = nl_nest(out, RTA_METRICS);
	before = out->len;
	for (int i = 0; i < RTAX_MAX; i++)
		if (metrics[i])
			nl_put_u32(out, (u16)(i + 1), metrics[i]);
	if (out->len == before)
		nl_nest_cancel(out, nest);
	else
		nl_nest_end(out, nest);
}

static u32 nh_flags_shown(const struct fib6_info *f6i)
{
	u32 flags = f6i->nh_flags & (RTNH_F_ONLINK | RTNH_F_DEAD | RTNH_F_LINKDOWN);
	const struct inet6_dev *idev = f6i->nh_dev->ip6_ptr;

	if (flags & RTNH_F_LINKDOWN && idev && IN6_DEV_CONF_GET(idev, IGNORE_ROUTES_WITH_LINKDOWN))
		flags |= RTNH_F_DEAD;
	return flags;
}

static void fill_nexthop(struct nl_out *out, const struct fib6_info *f6i)
{
	const struct rt6_info *rt = f6i->rt;
	u32 at = out->len;
	struct rtnexthop *rtnh;

	/* A next hop looks like an attribute with four more bytes of header. */
	if (!nl_put(out, 0, NULL, sizeof(*rtnh) - NLA_HDRLEN))
		return;
	nl_put(out, RTA_GATEWAY, &rt->rt6i_gateway, sizeof(rt->rt6i_gateway));
	if (out->overflow)
		return;
	rtnh = (void *)(out->buf + at);
	rtnh->rtnh_len = (u16)(out->len - at);
	rtnh->rtnh_flags = (u8)nh_flags_shown(f6i);
	rtnh->rtnh_hops = (u8)(f6i->weight - 1);
	rtnh->rtnh_ifindex = f6i->nh_dev->ifindex;
}

/* The route itself, then its siblings behind it in the list, then those before it. */
static void fill_multipath(struct nl_out *out, const struct fib6_info *f6i)
{
	u32 nest = nl_nest(out, RTA_MULTIPATH);
	const struct fib6_info *f;

	fill_nexthop(out, f6i);
	for (f = f6i->next; f; f = f->next)
		if (fib6_siblings(f6i, f))
			fill_nexthop(out, f);
	for (f = f6i->leaf->first; f && f != f6i; f = f->next)
		if (fib6_siblings(f6i, f))
			fill_nexthop(out, f);
	nl_nest_end(out, nest);
}

/** struct way - where a packet would go; NULL when the route itself is shown */
struct way {
	const struct rt6_info *rt;
	struct in6_addr daddr;
	int iif;
};

static void fill_source(struct nl_out *out, const struct fib6_info *f6i, const struct way *way)
{
	const struct in6_addr *prefsrc = &f6i->rt->prefsrc;
	struct net *net = f6i->nh_dev->net;
	struct in6_addr saddr = *prefsrc;

	if (way && way->iif)
		nl_put_u32(out, RTA_IIF, (u32)way->iif);
	else if (way && (!ipv6_addr_any(prefsrc) ||
			 !ipv6_dev_get_saddr(net, f6i->nh_dev, &way->daddr, 0, &saddr)))
		nl_put(out, RTA_PREFSRC, &saddr, sizeof(saddr));
	if (!ipv6_addr_any(prefsrc))
		nl_put(out, RTA_PREFSRC, prefsrc, sizeof(*prefsrc));
}

static u32 fill_exit(struct nl_out *out, const struct fib6_info *f6i, const struct way *way,
		     bool alone)
{
	const struct rt6_info *rt = f6i->rt;

	if (!way && !alone && fib6_nsiblings(f6i)) {
		fill_multipath(out, f6i);
		return 0;
	}
	if (rt->has_gateway)
		nl_put(out, RTA_GATEWAY, &rt->rt6i_gateway, sizeof(rt->rt6i_gateway));
	nl_put_u32(out, RTA_OIF, (u32)(way ? way->rt->dev : f6i->nh_dev)->ifindex);
	return way ? 0 : nh_flags_shown(f6i);
}

static void fill_cacheinfo(struct nl_out *out, const struct fib6_info *f6i)
{
	struct net *net = f6i->nh_dev->net;
	struct rta_cacheinfo ci = {0};

	if (f6i->flags & RTF_EXPIRES)
		ci.rta_expires =
			(int)((s64)(f6i->expires - net_shard0(net)->clock.jiffies) * 100 / HZ);
	nl_put(out, RTA_CACHEINFO, &ci, sizeof(ci));
}

/** struct told - how a route's message is addressed */
struct told {
	int type;
	u16 flags;
	u32 portid, seq;
	bool alone;
};

static void fill_route(struct nl_out *out, const struct fib6_info *f6i, const struct way *way,
		       const struct told *t)
{
	struct rtmsg *rtm = nl_begin(out, (u16)t->type, t->flags, t->portid, t->seq, sizeof(*rtm));
	const struct in6_addr *dst = way ? &way->daddr : &f6i->leaf->key;
	u32 id = f6i->table->id;

	if (!rtm)
		return;
	rtm->rtm_family = AF_INET6;
	rtm->rtm_dst_len = way ? 128 : f6i->leaf->plen;
	rtm->rtm_table = id < 256 ? (u8)id : RT_TABLE_COMPAT;
	rtm->rtm_type = f6i->type;
	rtm->rtm_scope = RT_SCOPE_UNIVERSE;
	rtm->rtm_protocol = f6i->protocol;
	nl_put_u32(out, RTA_TABLE, id);
	if (rtm->rtm_dst_len)
		nl_put(out, RTA_DST, dst, sizeof(*dst));
	fill_source(out, f6i, way);
	fill_metrics(out, f6i->metrics);
	nl_put_u32(out, RTA_PRIORITY, f6i->metric);
	rtm->rtm_flags = fill_exit(out, f6i, way, t->alone);
	fill_cacheinfo(out, f6i);
	nl_put_u8(out, RTA_PREF, (u8)((f6i->flags & RTF_PREF_MASK) >> 27));
	nl_end(out);
}

#define ROUTE_ROOM 32768u

void rtnl_route6_event(struct net *net, const struct fib6_info *f6i, int type,
		       const struct nl_info *info, u16 nlflags, bool alone)
{
	struct told t = {type, nlflags, info ? info->portid : 0, info ? info->seq : 0, alone};
	bool echo = info && (info->nlmsg_flags & NLM_F_ECHO);
	u8 buf[ROUTE_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!echo && !netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_IPV6_ROUTE))
		return;
	fill_route(&out, f6i, NULL, &t);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_IPV6_ROUTE, &out, info);
}

/* ctx: the table; the prefix last shown (two words) and how many of its routes were; filters */
enum {
	R6_TABLE,
	R6_KEY,
	R6_KEY_LOW,
	R6_PLEN,
	R6_COUNT,
	R6_ONLY,
	R6_PROTO,
	R6_TYPE,
	R6_OIF,
	R6_BEGUN
};

static bool route_wanted(const struct nl_dump *d, const struct fib6_info *f6i)
{
	if (d->ctx[R6_PROTO] && f6i->protocol != d->ctx[R6_PROTO])
		return false;
	if (d->ctx[R6_TYPE] && f6i->type != d->ctx[R6_TYPE])
		return false;
	if (!d->ctx[R6_OIF] || f6i->nh_dev->ifindex == (int)d->ctx[R6_OIF])
		return true;
	for (const struct fib6_info *f = f6i->leaf->first; f; f = f->next)
		if (f != f6i && fib6_siblings(f6i, f) && f->nh_dev->ifindex == (int)d->ctx[R6_OIF])
			return true;
	return false;
}

/* Siblings are shown with the first of them. */
static bool shown_before(const struct fib6_info *f6i)
{
	for (const struct fib6_info *f = f6i->leaf->first; f && f != f6i; f = f->next)
		if (fib6_siblings(f6i, f))
			return true;
	return false;
}

static const struct fib6_leaf *next_leaf(struct nl_dump *d, const struct fib6_table *tb)
{
	const struct fib6_leaf *l;
	struct in6_addr key;

	memcpy(&key, &d->ctx[R6_KEY], sizeof(key));
	l = fib6_trie_next(tb->trie, d->ctx[R6_PLEN] == UINT64_MAX ? NULL : &key,
			   (unsigned int)d->ctx[R6_PLEN]);
	if (!l)
		return NULL;
	memcpy(&d->ctx[R6_KEY], &l->key, sizeof(l->key));
	d->ctx[R6_PLEN] = l->plen;
	d->ctx[R6_COUNT] = 0;
	return l;
}

/* The route behind the cursor in its table, and the cursor moved to it; NULL: no more. */
static const struct fib6_info *next_route(struct nl_dump *d, const struct fib6_table *tb)
{
	const struct fib6_leaf *l = NULL;
	struct in6_addr key;

	memcpy(&key, &d->ctx[R6_KEY], sizeof(key));
	if (d->ctx[R6_COUNT])
		l = fib6_trie_find(tb->trie, &key, (u8)d->ctx[R6_PLEN]);
	for (;; l = NULL) {
		u64 n = 0;

		if (!l)
			l = next_leaf(d, tb);
		if (!l)
			return NULL;
		for (const struct fib6_info *f = l->first; f; f = f->next) {
			if (n++ < d->ctx[R6_COUNT])
				continue;
			d->ctx[R6_COUNT]++;
			if (!shown_before(f) && route_wanted(d, f))
				return f;
		}
	}
}

static void begin_table(struct nl_dump *d, const struct fib6_table *tb)
{
	d->ctx[R6_TABLE] = tb->id;
	d->ctx[R6_PLEN] = UINT64_MAX;
	d->ctx[R6_COUNT] = 0;
}

static const struct fib6_table *current_table(struct nl_dump *d)
{
	const struct fib6_table *tb;

	if (d->ctx[R6_BEGUN])
		return d->ctx[R6_TABLE] ? fib6_get_table(d->net, (u32)d->ctx[R6_TABLE]) : NULL;
	tb = d->ctx[R6_ONLY] ? fib6_get_table(d->net, (u32)d->ctx[R6_ONLY])
			     : fib6_next_table(d->net, NULL);
	d->ctx[R6_BEGUN] = 1;
	if (tb)
		begin_table(d, tb);
	return tb;
}

int rtnl_dump_route6(struct nl_dump *d, struct nl_out *out)
{
	struct told t = {RTM_NEWROUTE, NLM_F_MULTI | d->answer_flags, d->portid, d->seq, false};
	const struct fib6_table *tb = current_table(d);

	while (tb) {
		const struct fib6_info *f6i = next_route(d, tb);

		if (f6i) {
			fill_route(out, f6i, NULL, &t);
			return 1;
		}
		tb = d->ctx[R6_ONLY] ? NULL : fib6_next_table(d->net, tb);
		if (tb)
			begin_table(d, tb);
	}
	return 0;
}

/* A table that is asked for and is not there: an error inside the dump. */
static int dump_no_table(struct nl_dump *d, struct nl_out *out)
{
	NL_SET_ERR_MSG(&d->extack, "ipv6: FIB table does not exist");
	return -ENOENT;
}

static int read_filter(struct net *net, const struct nlmsghdr *nlh, u64 *ctx, u16 *filtered,
		       struct netlink_ext_ack *extack)
{
	const struct rtmsg *rtm = nl_payload(nlh);
	const struct nlattr *tb[RTA_MAX + 1];
	int err;

	if (rtm->rtm_dst_len || rtm->rtm_src_len || rtm->rtm_tos || rtm->rtm_scope) {
		NL_SET_ERR_MSG(extack, "Invalid values in header for FIB dump request");
		return -EINVAL;
	}
	err = nl_parse(tb, RTA_MAX, rtm + 1, nl_payload_len(nlh) - (int)NLMSG_ALIGN(sizeof(*rtm)),
		       route_policy, false, extack);
	if (err)
		return err;
	ctx[R6_ONLY] = tb[RTA_TABLE] ? nla_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	ctx[R6_PROTO] = rtm->rtm_protocol;
	ctx[R6_TYPE] = rtm->rtm_type;
	ctx[R6_OIF] = tb[RTA_OIF] ? nla_u32(tb[RTA_OIF]) : 0;
	if (ctx[R6_OIF] && !dev_get_by_index(net, (int)ctx[R6_OIF]))
		return -ENODEV;
	if (ctx[R6_ONLY] || ctx[R6_PROTO] || ctx[R6_TYPE] || ctx[R6_OIF])
		*filtered = NLM_F_DUMP_FILTERED;
	return 0;
}

int rtnl_route6_filter(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		       u16 *filtered, struct netlink_ext_ack *extack)
{
	const struct rtmsg *rtm = nl_payload(nlh);

	if (nl_payload_len(nlh) < (int)sizeof(*rtm))
		return 0;
	/* Cloned routes are exceptions, which no table has. */
	if (rtm->rtm_flags & RTM_F_CLONED)
		ctx[R6_BEGUN] = 1;
	return strict ? read_filter(net, nlh, ctx, filtered, extack) : 0;
}

int rtnl_dumproute6(struct nl_request *req)
{
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	u16 filtered = 0;
	int err = rtnl_route6_filter(req->net, req->nlh, req->strict, ctx, &filtered, req->extack);

	if (err)
		return err;
	if (ctx[R6_ONLY] && !fib6_get_table(req->net, (u32)ctx[R6_ONLY]))
		return netlink_dump_start(req, dump_no_table, ctx, filtered);
	return netlink_dump_start(req, rtnl_dump_route6, ctx, filtered);
}

/* ---- changing ---- */

static int read_addr(const struct nlattr *a, u8 plen, struct in6_addr *addr)
{
	int bytes = (plen + 7) / 8;

	memset(addr, 0, sizeof(*addr));
	if (!a)
		return 0;
	if (nla_len(a) < bytes || bytes > (int)sizeof(*addr))
		return -EINVAL;
	memcpy(addr, nla_data(a), (size_t)bytes);
	return 0;
}

static int read_gateway(const struct nlattr **tb, struct fib6_config *cfg,
			struct netlink_ext_ack *extack)
{
	if (tb[RTA_NH_ID]) {
		NL_SET_ERR_MSG(extack, "Nexthop id does not exist");
		return -EINVAL;
	}
	if (tb[RTA_VIA]) {
		NL_SET_ERR_MSG(extack, "IPv6 does not support RTA_VIA attribute");
		return -EINVAL;
	}
	if (tb[RTA_ENCAP] || tb[RTA_ENCAP_TYPE]) {
		NL_SET_ERR_MSG(extack, "encapsulation type not supported");
		return -EOPNOTSUPP;
	}
	if (!tb[RTA_GATEWAY])
		return 0;
	memcpy(&cfg->fc_gateway, nla_data(tb[RTA_GATEWAY]), sizeof(cfg->fc_gateway));
	cfg->fc_flags |= RTF_GATEWAY;
	return 0;
}

/* RFC 4191's preference; the reserved value counts as medium. */
static u32 read_pref(const struct nlattr *a)
{
	u8 pref = nla_u8(a);

	return RTF_PREF((u32)(pref == ICMPV6_ROUTER_PREF_HIGH || pref == ICMPV6_ROUTER_PREF_LOW
				      ? pref
				      : ICMPV6_ROUTER_PREF_MEDIUM));
}

static int read_attrs(struct nl_request *req, const struct nlattr **tb, struct fib6_config *cfg)
{
	int err = read_gateway(tb, cfg, req->extack);

	if (!err)
		err = read_addr(tb[RTA_DST], cfg->fc_dst_len, &cfg->fc_dst);
	if (!err)
		err = read_addr(tb[RTA_SRC], cfg->fc_src_len, &cfg->fc_src);
	if (err)
		return err;
	if (tb[RTA_PREFSRC])
		memcpy(&cfg->fc_prefsrc, nla_data(tb[RTA_PREFSRC]), sizeof(cfg->fc_prefsrc));
	cfg->fc_ifindex = tb[RTA_OIF] ? (int)nla_u32(tb[RTA_OIF]) : 0;
	cfg->fc_metric = tb[RTA_PRIORITY] ? nla_u32(tb[RTA_PRIORITY]) : 0;
	if (tb[RTA_TABLE])
		cfg->fc_table = nla_u32(tb[RTA_TABLE]);
	if (tb[RTA_MULTIPATH]) {
		cfg->fc_mp = nla_data(tb[RTA_MULTIPATH]);
		cfg->fc_mp_len = nla_len(tb[RTA_MULTIPATH]);
	}
	if (tb[RTA_PREF])
		cfg->fc_flags |= read_pref(tb[RTA_PREF]);
	if (tb[RTA_EXPIRES] && nla_u32(tb[RTA_EXPIRES]) != UINT32_MAX) {
		cfg->fc_expires =
			net_shard0(req->net)->clock.jiffies + (u64)nla_u32(tb[RTA_EXPIRES]) * HZ;
		cfg->fc_flags |= RTF_EXPIRES;
	}
	cfg->fc_has_metrics = tb[RTA_METRICS] != NULL;
	return tb[RTA_METRICS]
		       ? rtnl_read_metrics(tb[RTA_METRICS], cfg->fc_metrics, 40, req->extack)
		       : 0;
}

static u32 type_flags(u8 type)
{
	switch (type) {
	case RTN_UNREACHABLE:
	case RTN_BLACKHOLE:
	case RTN_PROHIBIT:
	case RTN_THROW:
		return RTF_REJECT;
	case RTN_LOCAL:
		return RTF_LOCAL;
	default:
		return 0;
	}
}

static int read_route(struct nl_request *req, struct fib6_config *cfg, const struct nl_info *info)
{
	const struct rtmsg *rtm = rtnl_header(req, sizeof(*rtm));
	const struct nlattr *tb[RTA_MAX + 1];
	int err = rtnl_attrs(req, sizeof(*rtm), tb, RTA_MAX, route_policy);

	if (err)
		return err;
	if (rtm->rtm_tos) {
		NL_SET_ERR_MSG(req->extack, "Invalid dsfield (tos): option not available for IPv6");
		return -EINVAL;
	}
	*cfg = (struct fib6_config){
		.fc_table = rtm->rtm_table,
		.fc_dst_len = rtm->rtm_dst_len,
		.fc_src_len = rtm->rtm_src_len,
		.fc_protocol = rtm->rtm_protocol,
		.fc_type = rtm->rtm_type,
		.fc_flags = RTF_UP | type_flags(rtm->rtm_type) |
			    (rtm->rtm_flags & RTM_F_CLONED ? RTF_CACHE : 0) |
			    (rtm->rtm_flags & RTNH_F_ONLINK),
		.fc_nlflags = req->nlh->nlmsg_flags,
		.fc_nlinfo = info,
	};
	err = read_attrs(req, tb, cfg);
	if (!cfg->fc_table)
		cfg->fc_table = RT_TABLE_MAIN;
	return err;
}

int rtnl_newroute6(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	struct fib6_config cfg;
	int err = read_route(req, &cfg, &info);

	if (err)
		return err;
	if (!cfg.fc_metric)
		cfg.fc_metric = IP6_RT_PRIO_USER;
	return cfg.fc_mp ? ip6_route_multipath_add(req->net, &cfg, req->extack)
			 : ip6_route_add(req->net, &cfg, req->extack);
}

int rtnl_delroute6(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	struct fib6_config cfg;
	int err = read_route(req, &cfg, &info);

	if (err)
		return err;
	/* Exceptions are not in tables: there is none to delete. */
	if (cfg.fc_flags & RTF_CACHE)
		return -ESRCH;
	if (cfg.fc_mp)
		return ip6_route_multipath_del(req->net, &cfg, req->extack);
	cfg.fc_delete_all_nh = true;
	return ip6_route_del(req->net, &cfg, req->extack);
}

/* ---- the way of a packet ---- */

static bool needs_device(const struct in6_addr *a)
{
	return ipv6_addr_type(a) & (IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK);
}

static int lookup_flags(const struct flowi6 *fl6, int iif)
{
	bool any_src = ipv6_addr_any(&fl6->saddr);
	int flags = any_src ? 0 : RT6_LOOKUP_F_HAS_SADDR;

	if (needs_device(&fl6->daddr) || (!iif && fl6->flowi6_oif && any_src))
		flags |= RT6_LOOKUP_F_IFACE;
	return iif ? flags | RT6_LOOKUP_F_INPUT : flags;
}

static int read_flow(struct nl_request *req, const struct nlattr **tb, struct flowi6 *fl6)
{
	const struct rtmsg *rtm = nl_payload(req->nlh);
	int lo = req->net->loopback_dev ? req->net->loopback_dev->ifindex : 0;

	*fl6 = (struct flowi6){
		.flowi6_iif = tb[RTA_IIF] ? (int)nla_u32(tb[RTA_IIF]) : lo,
		.flowi6_oif = tb[RTA_OIF] ? (int)nla_u32(tb[RTA_OIF]) : 0,
		.flowi6_mark = tb[RTA_MARK] ? nla_u32(tb[RTA_MARK]) : 0,
		.flowi6_uid = tb[RTA_UID] ? nla_u32(tb[RTA_UID]) : req->user->uid,
		.flowi6_proto = tb[RTA_IP_PROTO] ? nla_u8(tb[RTA_IP_PROTO]) : 0,
		.fl6_sport = tb[RTA_SPORT] ? nla_u16(tb[RTA_SPORT]) : 0,
		.fl6_dport = tb[RTA_DPORT] ? nla_u16(tb[RTA_DPORT]) : 0,
		.flowlabel = htonl((u32)rtm->rtm_tos << 20),
	};
	if (tb[RTA_SRC] && nla_len(tb[RTA_SRC]) < (int)sizeof(fl6->saddr))
		return -EINVAL;
	if (tb[RTA_DST] && nla_len(tb[RTA_DST]) < (int)sizeof(fl6->daddr))
		return -EINVAL;
	if (tb[RTA_SRC])
		memcpy(&fl6->saddr, nla_data(tb[RTA_SRC]), sizeof(fl6->saddr));
	if (tb[RTA_DST])
		memcpy(&fl6->daddr, nla_data(tb[RTA_DST]), sizeof(fl6->daddr));
	if (tb[RTA_IIF])
		fl6->flowi6_oif = 0;
	return tb[RTA_IIF] && !dev_get_by_index(req->net, fl6->flowi6_iif) ? -ENODEV : 0;
}

static int find_way(struct nl_request *req, const struct flowi6 *fl6, int iif,
		    struct fib6_result *res)
{
	int err = fib6_lookup(req->net, fl6, res, lookup_flags(fl6, iif));

	return err ? err : -res->rt->rt6_error;
}

int rtnl_getroute6(struct nl_request *req)
{
	const struct rtmsg *rtm = rtnl_header(req, sizeof(*rtm));
	struct told t = {RTM_NEWROUTE, 0, req->portid, req->nlh->nlmsg_seq, false};
	const struct nlattr *tb[RTA_MAX + 1];
	struct fib6_result res;
	struct flowi6 fl6;
	u8 buf[ROUTE_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int iif, err = rtnl_attrs(req, sizeof(*rtm), tb, RTA_MAX, route_policy);

	if (!err)
		err = read_flow(req, tb, &fl6);
	if (err)
		return err;
	iif = tb[RTA_IIF] ? fl6.flowi6_iif : 0;
	rcu_lock();
	err = find_way(req, &fl6, iif, &res);
	if (!err) {
		struct way way = {res.rt, fl6.daddr, iif};

		fill_route(&out, res.f6i, rtm->rtm_flags & RTM_F_FIB_MATCH ? NULL : &way, &t);
		err = netlink_reply(req, &out);
	}
	rcu_unlock();
	return err;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*ROUTE: IPv4 routes added, deleted, shown; see route_get.c for `ip route get`. */
#include "abi/rtnetlink/rtnetlink.h"

#include <linux/in_route.h>

const struct nl_policy rtnl_route_policy[RTA_MAX + 1] = {
	[RTA_DST] = {NL_U32},
	[RTA_SRC] = {NL_U32},
	[RTA_IIF] = {NL_U32},
	[RTA_OIF] = {NL_U32},
	[RTA_GATEWAY] = {NL_U32},
	[RTA_PRIORITY] = {NL_U32},
	[RTA_PREFSRC] = {NL_U32},
	[RTA_METRICS] = {NL_NESTED},
	[RTA_MULTIPATH] = {NL_EXACT, sizeof(struct rtnexthop)},
	[RTA_FLOW] = {NL_U32},
	[RTA_TABLE] = {NL_U32},
	[RTA_MARK] = {NL_U32},
	[RTA_UID] = {NL_U32},
	[RTA_IP_PROTO] = {NL_U8},
	[RTA_SPORT] = {NL_U16},
	[RTA_DPORT] = {NL_U16},
	[RTA_NH_ID] = {NL_U32},
	[RTA_VIA] = {NL_EXACT, sizeof(struct rtvia)},
};

/* ---- showing ---- */

static void fill_metrics(struct nl_out *out, const struct fib_info *fi)
{
	u32 nest = nl_nest(out, RTA_METRICS), before = out->len;

	for (int i = 0; i < RTAX_MAX; i++)
		if (fi->fib_metrics[i])
			nl_put_u32(out, (u16)(i + 1), fi->fib_metrics[i]);
	if (out->len == before)
		nl_nest_cancel(out, nest);
	else
		nl_nest_end(out, nest);
}

static u32 nh_flags_shown(const struct fib_nh *nh)
{
	u32 flags = nh->nh_flags & (RTNH_F_ONLINK | RTNH_F_PERVASIVE);

	if (nh->nh_flags & RTNH_F_LINKDOWN) {
		struct in_device *in_dev = nh->nh_dev ? nh->nh_dev->ip_ptr : NULL;

		flags |= RTNH_F_LINKDOWN;
		if (in_dev && IN_DEV_ORCONF(in_dev, IGNORE_ROUTES_WITH_LINKDOWN))
			flags |= RTNH_F_DEAD;
	}
	return flags | (nh->nh_flags & RTNH_F_DEAD);
}

static void fill_one_nexthop(struct nl_out *out, const struct fib_nh *nh)
{
	if (nh->nh_gw)
		nl_put_u32(out, RTA_GATEWAY, nh->nh_gw);
}

static void fill_multipath(struct nl_out *out, const struct fib_info *fi)
{
	u32 nest = nl_nest(out, RTA_MULTIPATH);

	for (int i = 0; i < fi->fib_nhs; i++) {
		const struct fib_nh *nh = &fi->fib_nh[i];
		u32 at = out->len;
		struct rtnexthop *rtnh;

		/* A next hop looks like an attribute with four more bytes of header. */
		if (!nl_put(out, 0, NULL, sizeof(*rtnh) - NLA_HDRLEN))
			return;
		fill_one_nexthop(out, nh);
		if (nh->nh_tclassid)
			nl_put_u32(out, RTA_FLOW, nh->nh_tclassid);
		if (out->overflow)
			return;
		rtnh = (void *)(out->buf + at);
		rtnh->rtnh_len = (u16)(out->len - at);
		rtnh->rtnh_flags = (u8)nh_flags_shown(nh);
		rtnh->rtnh_hops = (u8)(nh->nh_weight - 1);
		rtnh->rtnh_ifindex = nh->nh_oif;
	}
	nl_nest_end(out, nest);
}

void rtnl_fill_route(struct nl_out *out, const struct fib_rt_info *fri, int type, u16 flags,
		     u32 portid, u32 seq)
{
	const struct fib_info *fi = fri->fi;
	struct rtmsg *rtm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*rtm));
	u32 shown;

	if (!rtm)
		return;
	rtm->rtm_family = AF_INET;
	rtm->rtm_dst_len = fri->dst_len;
	rtm->rtm_tos = fri->tos;
	rtm->rtm_table = fri->tb_id < 256 ? (u8)fri->tb_id : RT_TABLE_COMPAT;
	rtm->rtm_type = fri->type;
	rtm->rtm_scope = fi->fib_scope;
	rtm->rtm_protocol = fi->fib_protocol;
	shown = fi->fib_flags & ~(u32)(RTNH_F_DEAD | RTNH_F_LINKDOWN);
	if (fi->fib_nhs == 1)
		shown |= nh_flags_shown(&fi->fib_nh[0]);
	rtm->rtm_flags = shown;
	nl_put_u32(out, RTA_TABLE, fri->tb_id);
	if (fri->dst_len)
		nl_put_u32(out, RTA_DST, fri->dst);
	if (fi->fib_priority)
		nl_put_u32(out, RTA_PRIORITY, fi->fib_priority);
	fill_metrics(out, fi);
	if (fi->fib_prefsrc)
		nl_put_u32(out, RTA_PREFSRC, fi->fib_prefsrc);
	if (fi->fib_nhs == 1) {
		fill_one_nexthop(out, &fi->fib_nh[0]);
		if (fi->fib_nh[0].nh_oif)
			nl_put_u32(out, RTA_OIF, (u32)fi->fib_nh[0].nh_oif);
		if (fi->fib_nh[0].nh_tclassid)
			nl_put_u32(out, RTA_FLOW, fi->fib_nh[0].nh_tclassid);
	} else {
		fill_multipath(out, fi);
	}
	nl_end(out);
}

#define ROUTE_ROOM 8192u

void rtnl_route_event(struct net *net, const struct fib_rt_info *fri, int type,
		      const struct nl_info *info, u16 nlflags)
{
	bool echo = info && (info->nlmsg_flags & NLM_F_ECHO);
	u8 buf[ROUTE_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!echo && !netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_IPV4_ROUTE))
		return;
	rtnl_fill_route(&out, fri, type, nlflags, info ? info->portid : 0, info ? info->seq : 0);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_IPV4_ROUTE, &out, info);
}

/* ctx: the table; the prefix last shown and how many of its routes were; filters */
enum { RT_TABLE, RT_KEY, RT_PLEN, RT_COUNT, RT_ONLY, RT_PROTO, RT_TYPE, RT_OIF, RT_BEGUN };

static bool route_wanted(const struct nl_dump *d, const struct fib_alias *fa)
{
	const struct fib_info *fi = fa->fa_info;

	if (d->ctx[RT_PROTO] && fi->fib_protocol != d->ctx[RT_PROTO])
		return false;
	if (d->ctx[RT_TYPE] && fa->fa_type != d->ctx[RT_TYPE])
		return false;
	if (!d->ctx[RT_OIF])
		return true;
	for (int i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].nh_oif == (int)d->ctx[RT_OIF])
			return true;
	return false;
}

/* The route behind the cursor in its table, and the cursor moved to it; NULL: no more. */
static const struct fib_alias *next_alias(struct nl_dump *d, struct fib_table *tb,
					  const struct fib_leaf **leaf)
{
	const struct fib_leaf *l = NULL;

	if (d->ctx[RT_COUNT])
		l = fib_trie_find(tb->trie, (u32)d->ctx[RT_KEY], (u8)d->ctx[RT_PLEN]);
	for (;;) {
		u64 n = 0;

		if (!l) {
			l = fib_trie_next(tb->trie, (u32)d->ctx[RT_KEY], (u8)d->ctx[RT_PLEN]);
			if (!l)
				return NULL;
			d->ctx[RT_KEY] = l->key;
			d->ctx[RT_PLEN] = l->plen;
			d->ctx[RT_COUNT] = 0;
		}
		for (const struct fib_alias *fa = l->first; fa; fa = fa->next) {
			if (n++ < d->ctx[RT_COUNT])
				continue;
			d->ctx[RT_COUNT]++;
			if (fa->tb_id != tb->tb_id || !route_wanted(d, fa))
				continue;
			*leaf = l;
			return fa;
		}
		l = NULL;
		d->ctx[RT_COUNT] = 0;
	}
}

static bool first_table(struct nl_dump *d, struct fib_table **tb)
{
	if (!d->ctx[RT_BEGUN]) {
		*tb = d->ctx[RT_ONLY] ? fib_get_table(d->net, (u32)d->ctx[RT_ONLY])
				      : fib_next_table(d->net, 0);
		d->ctx[RT_BEGUN] = 1;
		d->ctx[RT_PLEN] = 33;
		if (*tb)
			d->ctx[RT_TABLE] = (*tb)->tb_id;
	} else {
		*tb = fib_get_table(d->net, (u32)d->ctx[RT_TABLE]);
	}
	return *tb != NULL;
}

static int dump_route(struct nl_dump *d, struct nl_out *out)
{
	struct fib_table *tb;

	if (!first_table(d, &tb))
		return 0;
	for (;;) {
		const struct fib_leaf *l;
		const struct fib_alias *fa = next_alias(d, tb, &l);

		if (fa) {
			struct fib_rt_info fri = {fa->fa_info, fa->tb_id,  htonl(l->key),
						  l->plen,     fa->fa_tos, fa->fa_type};

			rtnl_fill_route(out, &fri, RTM_NEWROUTE, NLM_F_MULTI | d->answer_flags,
					d->portid, d->seq);
			return 1;
		}
		tb = d->ctx[RT_ONLY] ? NULL : fib_next_table(d->net, tb->tb_id);
		if (!tb)
			return 0;
		d->ctx[RT_TABLE] = tb->tb_id;
		d->ctx[RT_KEY] = d->ctx[RT_COUNT] = 0;
		d->ctx[RT_PLEN] = 33;
	}
}

static int dump_all(struct nl_dump *d, struct nl_out *out)
{
	static const struct rtnl_both both = {dump_route, rtnl_dump_route6, rtnl_route6_filter};

	return rtnl_dump_both(d, out, &both);
}

/* A table that is asked for and is not there: an error inside the dump. */
static int dump_no_table(struct nl_dump *d, struct nl_out *out)
{
	NL_SET_ERR_MSG(&d->extack, "ipv4: FIB table does not exist");
	return -ENOENT;
}

static int read_filter(struct nl_request *req, const struct rtmsg *rtm, u64 *ctx, u16 *filtered)
{
	const struct nlattr *tb[RTA_MAX + 1];
	int err;

	if (rtm->rtm_dst_len || rtm->rtm_src_len || rtm->rtm_tos || rtm->rtm_scope) {
		NL_SET_ERR_MSG(req->extack, "Invalid values in header for FIB dump request");
		return -EINVAL;
	}
	err = rtnl_attrs(req, sizeof(*rtm), tb, RTA_MAX, rtnl_route_policy);
	if (err)
		return err;
	ctx[RT_ONLY] = tb[RTA_TABLE] ? nla_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	ctx[RT_PROTO] = rtm->rtm_protocol;
	ctx[RT_TYPE] = rtm->rtm_type;
	ctx[RT_OIF] = tb[RTA_OIF] ? nla_u32(tb[RTA_OIF]) : 0;
	if (ctx[RT_OIF] && !dev_get_by_index(req->net, (int)ctx[RT_OIF]))
		return -ENODEV;
	if (ctx[RT_ONLY] || ctx[RT_PROTO] || ctx[RT_TYPE] || ctx[RT_OIF])
		*filtered = NLM_F_DUMP_FILTERED;
	return 0;
}

int rtnl_dumproute(struct nl_request *req)
{
	const struct rtmsg *rtm = rtnl_header(req, sizeof(*rtm));
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	u8 family = *(const u8 *)nl_payload(req->nlh);
	int (*next)(struct nl_dump *, struct nl_out *) = family == AF_INET ? dump_route : dump_all;
	u16 filtered = 0;
	int err;

	if (!rtm)
		return netlink_dump_start(req, next, ctx, 0);
	/* Cloned routes are the cache's, which there is none. */
	if (rtm->rtm_flags & RTM_F_CLONED) {
		ctx[RT_BEGUN] = 1;
		return netlink_dump_start(req, next, ctx, 0);
	}
	if (req->strict) {
		err = read_filter(req, rtm, ctx, &filtered);
		if (err)
			return err;
	}
	if (ctx[RT_ONLY] && !fib_get_table(req->net, (u32)ctx[RT_ONLY]))
		return netlink_dump_start(req, rtm->rtm_family == AF_INET ? dump_no_table : next,
					  ctx, filtered);
	return netlink_dump_start(req, next, ctx, filtered);
}

/* ---- changing ---- */

static int read_metric(const struct nlattr *m, u32 metrics[RTAX_MAX], u32 header,
		       struct netlink_ext_ack *extack)
{
	int type = m->nla_type & NLA_TYPE_MASK;
	u32 v;

	if (!type || type == RTAX_CC_ALGO)
		return 0; /* no TCP here */
	if (type > RTAX_MAX) {
		NL_SET_ERR_MSG(extack, "Invalid metric type");
		return -EINVAL;
	}
	if (nla_len(m) != sizeof(v)) {
		NL_SET_ERR_MSG(extack, "Invalid attribute in metrics");
		return -EINVAL;
	}
	v = nla_u32(m);
	if (type == RTAX_ADVMSS && v > 65535 - header)
		v = 65535 - header;
	if (type == RTAX_MTU && v > 65535 - 15)
		v = 65535 - 15;
	if (type == RTAX_HOPLIMIT && v > 255)
		v = 255;
	if (type == RTAX_FEATURES && (v & ~(u32)RTAX_FEATURE_MASK)) {
		NL_SET_ERR_MSG(extack, "Unknown feature flag in metric attribute");
		return -EINVAL;
	}
	metrics[type - 1] = v;
	return 0;
}

int rtnl_read_metrics(const struct nlattr *a, u32 metrics[RTAX_MAX], u32 header,
		      struct netlink_ext_ack *extack)
{
	const char *p = nla_data(a);
	int left = nla_len(a), err = 0;

	while (left >= NLA_HDRLEN && !err) {
		const struct nlattr *m = (const void *)p;

		if (m->nla_len < NLA_HDRLEN || m->nla_len > left)
			break;
		p += NLA_ALIGN(m->nla_len);
		left -= NLA_ALIGN(m->nla_len);
		err = read_metric(m, metrics, header, extack);
	}
	return err;
}

static int read_via(const struct nlattr *a, struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	const struct rtvia *via = nla_data(a);
	int alen = nla_len(a) - (int)offsetof(struct rtvia, rtvia_addr);

	if (via->rtvia_family != AF_INET) {
		NL_SET_ERR_MSG(extack, "Unsupported address family in RTA_VIA");
		return via->rtvia_family == AF_INET6 ? -EAFNOSUPPORT : -EINVAL;
	}
	if (alen != sizeof(cfg->fc_gw)) {
		NL_SET_ERR_MSG(extack, "Invalid IPv4 address in RTA_VIA");
		return -EINVAL;
	}
	memcpy(&cfg->fc_gw, via->rtvia_addr, sizeof(cfg->fc_gw));
	return 0;
}

static int read_attrs(struct nl_request *req, const struct nlattr **tb, struct fib_config *cfg)
{
	int err;

	if (tb[RTA_NH_ID]) {
		NL_SET_ERR_MSG(req->extack, "Nexthop id does not exist");
		return -EINVAL;
	}
	if (tb[RTA_ENCAP] || tb[RTA_ENCAP_TYPE]) {
		NL_SET_ERR_MSG(req->extack, "encapsulation type not supported");
		return -EOPNOTSUPP;
	}
	if (tb[RTA_GATEWAY] && tb[RTA_VIA]) {
		NL_SET_ERR_MSG(req->extack, "Nexthop configuration can not contain both GATEWAY "
					    "and VIA");
		return -EINVAL;
	}
	cfg->fc_dst = tb[RTA_DST] ? nla_u32(tb[RTA_DST]) : 0;
	cfg->fc_oif = tb[RTA_OIF] ? (int)nla_u32(tb[RTA_OIF]) : 0;
	cfg->fc_gw = tb[RTA_GATEWAY] ? nla_u32(tb[RTA_GATEWAY]) : 0;
	cfg->fc_priority = tb[RTA_PRIORITY] ? nla_u32(tb[RTA_PRIORITY]) : 0;
	cfg->fc_prefsrc = tb[RTA_PREFSRC] ? nla_u32(tb[RTA_PREFSRC]) : 0;
	cfg->fc_flow = tb[RTA_FLOW] ? nla_u32(tb[RTA_FLOW]) : 0;
	if (tb[RTA_TABLE])
		cfg->fc_table = nla_u32(tb[RTA_TABLE]);
	if (tb[RTA_MULTIPATH]) {
		cfg->fc_mp = nla_data(tb[RTA_MULTIPATH]);
		cfg->fc_mp_len = nla_len(tb[RTA_MULTIPATH]);
	}
	err = tb[RTA_VIA] ? read_via(tb[RTA_VIA], cfg, req->extack) : 0;
	cfg->fc_has_metrics = tb[RTA_METRICS] != NULL;
	if (!err && tb[RTA_METRICS])
		err = rtnl_read_metrics(tb[RTA_METRICS], cfg->fc_metrics, 40, req->extack);
	return err;
}

static int read_route(struct nl_request *req, struct fib_config *cfg, const struct nl_info *info)
{
	const struct rtmsg *rtm = rtnl_header(req, sizeof(*rtm));
	const struct nlattr *tb[RTA_MAX + 1];
	int err = rtnl_attrs(req, sizeof(*rtm), tb, RTA_MAX, rtnl_route_policy);

	if (err)
		return err;
	if (rtm->rtm_tos & 3) {
		NL_SET_ERR_MSG(req->extack, "Invalid dsfield (tos): ECN bits must be 0");
		return -EINVAL;
	}
	*cfg = (struct fib_config){
		.fc_dst_len = rtm->rtm_dst_len,
		.fc_tos = rtm->rtm_tos,
		.fc_table = rtm->rtm_table,
		.fc_protocol = rtm->rtm_protocol,
		.fc_scope = rtm->rtm_scope,
		.fc_type = rtm->rtm_type,
		.fc_flags = rtm->rtm_flags,
		.fc_nlflags = req->nlh->nlmsg_flags,
		.fc_nlinfo = info,
	};
	if (cfg->fc_type > RTN_MAX) {
		NL_SET_ERR_MSG(req->extack, "Invalid route type");
		return -EINVAL;
	}
	err = read_attrs(req, tb, cfg);
	if (!cfg->fc_table)
		cfg->fc_table = RT_TABLE_MAIN;
	return err;
}

int rtnl_newroute(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	struct fib_config cfg;
	struct fib_table *tb;
	int err = read_route(req, &cfg, &info);

	if (err)
		return err;
	tb = fib_new_table(req->net, cfg.fc_table);
	if (!tb)
		return -ENOBUFS;
	err = fib_table_insert(req->net, tb, &cfg, req->extack);
	if (!err && cfg.fc_type == RTN_LOCAL)
		WRITE_ONCE(fib_state(req->net)->has_custom_local_routes, true);
	return err;
}

int rtnl_delroute(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	struct fib_config cfg;
	struct fib_table *tb;
	int err = read_route(req, &cfg, &info);

	if (err)
		return err;
	tb = fib_get_table(req->net, cfg.fc_table);
	if (!tb) {
		NL_SET_ERR_MSG(req->extack, "FIB table does not exist");
		return -ESRCH;
	}
	return fib_table_delete(req->net, tb, &cfg, req->extack);
}

int rtnl_getroute(struct nl_request *req)
{
	const struct nlattr *tb[RTA_MAX + 1];
	int err = rtnl_attrs(req, sizeof(struct rtmsg), tb, RTA_MAX, rtnl_route_policy);

	return err ? err : rtnl_route_get(req, tb);
}

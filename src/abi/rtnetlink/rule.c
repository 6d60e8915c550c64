// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*RULE: policy routing. */
#include "abi/rtnetlink/rtnetlink.h"

#include <linux/fib_rules.h>

static const struct nl_policy rule_policy[FRA_MAX + 1] = {
	[FRA_IIFNAME] = {NL_STRING, IFNAMSIZ - 1},
	[FRA_OIFNAME] = {NL_STRING, IFNAMSIZ - 1},
	[FRA_PRIORITY] = {NL_U32},
	[FRA_FWMARK] = {NL_U32},
	[FRA_FWMASK] = {NL_U32},
	[FRA_FLOW] = {NL_U32},
	[FRA_GOTO] = {NL_U32},
	[FRA_TABLE] = {NL_U32},
	[FRA_SUPPRESS_PREFIXLEN] = {NL_U32},
	[FRA_SUPPRESS_IFGROUP] = {NL_U32},
	[FRA_UID_RANGE] = {NL_EXACT, sizeof(struct fib_rule_uid_range)},
	[FRA_PROTOCOL] = {NL_U8},
	[FRA_IP_PROTO] = {NL_U8},
	[FRA_SPORT_RANGE] = {NL_EXACT, sizeof(struct fib_rule_port_range)},
	[FRA_DPORT_RANGE] = {NL_EXACT, sizeof(struct fib_rule_port_range)},
	[FRA_L3MDEV] = {NL_U8},
};

static u32 address_len(int family)
{
	return family == AF_INET6 ? sizeof(struct in6_addr) : sizeof(__be32);
}

/* ---- showing ---- */

static u32 shown_flags(const struct fib_rule *r)
{
	u32 flags = r->flags;

	if (r->action == FR_ACT_GOTO && !r->ctarget)
		flags |= FIB_RULE_UNRESOLVED;
	if (r->iifindex == -1)
		flags |= FIB_RULE_IIF_DETACHED;
	if (r->oifindex == -1)
		flags |= FIB_RULE_OIF_DETACHED;
	return flags;
}

static void fill_selectors(struct nl_out *out, const struct fib_rule *r)
{
	if (r->iifname[0])
		nl_put_str(out, FRA_IIFNAME, r->iifname);
	if (r->oifname[0])
		nl_put_str(out, FRA_OIFNAME, r->oifname);
	if (r->mark)
		nl_put_u32(out, FRA_FWMARK, r->mark);
	if (r->mark || r->mark_mask)
		nl_put_u32(out, FRA_FWMASK, r->mark_mask);
	if (r->has_uid_range)
		nl_put(out, FRA_UID_RANGE, &r->uid_range, sizeof(r->uid_range));
	if (r->ip_proto)
		nl_put_u8(out, FRA_IP_PROTO, r->ip_proto);
	if (r->sport.start)
		nl_put(out, FRA_SPORT_RANGE, &r->sport, sizeof(r->sport));
	if (r->dport.start)
		nl_put(out, FRA_DPORT_RANGE, &r->dport, sizeof(r->dport));
	if (r->dst_len)
		nl_put(out, FRA_DST, &r->dst, address_len(r->family));
	if (r->src_len)
		nl_put(out, FRA_SRC, &r->src, address_len(r->family));
}

static void fill_rule(struct nl_out *out, const struct fib_rule *r, int type, u16 flags, u32 portid,
		      u32 seq)
{
	struct fib_rule_hdr *frh = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*frh));

	if (!frh)
		return;
	frh->family = r->family;
	frh->dst_len = r->dst_len;
	frh->src_len = r->src_len;
	frh->tos = r->tos;
	frh->table = r->table < 256 ? (u8)r->table : RT_TABLE_COMPAT;
	frh->action = r->action;
	frh->flags = shown_flags(r);
	nl_put_u32(out, FRA_TABLE, r->table);
	nl_put_u32(out, FRA_SUPPRESS_PREFIXLEN, (u32)r->suppress_prefixlen);
	nl_put_u8(out, FRA_PROTOCOL, r->proto);
	if (r->pref)
		nl_put_u32(out, FRA_PRIORITY, r->pref);
	fill_selectors(out, r);
	if (r->tclassid)
		nl_put_u32(out, FRA_FLOW, r->tclassid);
	if (r->action == FR_ACT_GOTO)
		nl_put_u32(out, FRA_GOTO, r->target);
	if (r->suppress_ifgroup != -1)
		nl_put_u32(out, FRA_SUPPRESS_IFGROUP, (u32)r->suppress_ifgroup);
	nl_end(out);
}

void rtnl_rule_event(struct net *net, const struct fib_rule *rule, int type,
		     const struct nl_info *info)
{
	u8 buf[512];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	fill_rule(&out, rule, type, 0, info ? info->portid : 0, info ? info->seq : 0);
	netlink_notify(net, NETLINK_ROUTE,
		       rule->family == AF_INET6 ? RTNLGRP_IPV6_RULE : RTNLGRP_IPV4_RULE, &out,
		       info);
}

/* ctx: the family that is shown, how many were, whether another follows */
enum { RULE_FAMILY, RULE_COUNT, RULE_BOTH };

static int dump_rule(struct nl_dump *d, struct nl_out *out)
{
	int family = (int)d->ctx[RULE_FAMILY];
	struct fib_rule *r = fib_rule_first(d->net, family);

	for (u64 n = d->ctx[RULE_COUNT]; r && n; n--)
		r = fib_rule_next(d->net, family, r);
	if (!r && d->ctx[RULE_BOTH] && family == AF_INET) {
		d->ctx[RULE_FAMILY] = AF_INET6;
		d->ctx[RULE_COUNT] = 0;
		return dump_rule(d, out);
	}
	if (!r)
		return 0;
	d->ctx[RULE_COUNT]++;
	fill_rule(out, r, RTM_NEWRULE, NLM_F_MULTI, d->portid, d->seq);
	return 1;
}

int rtnl_dumprule(struct nl_request *req)
{
	u8 family = *(const u8 *)nl_payload(req->nlh);
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};

	if (family != AF_INET && family != AF_INET6 && family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	ctx[RULE_FAMILY] = family == AF_UNSPEC ? AF_INET : family;
	ctx[RULE_BOTH] = family == AF_UNSPEC;
	return netlink_dump_start(req, dump_rule, ctx, 0);
}

/* ---- changing ---- */

static int read_range(const struct nlattr *a, struct fib_port_range *range,
		      struct netlink_ext_ack *extack)
{
	if (!a)
		return 0;
	memcpy(range, nla_data(a), sizeof(*range));
	if (range->start && range->end && range->start <= range->end && range->end < 0xffff)
		return 0;
	NL_SET_ERR_MSG(extack, "Invalid port range");
	return -EINVAL;
}

/* "from all" comes as an empty attribute with a length of 0 in the header: only then it is not
 * read. */
static bool is_address(const struct nlattr *a, int family)
{
	return a && (u32)nla_len(a) == address_len(family);
}

static int read_addresses(const struct fib_rule_hdr *frh, const struct nlattr **tb,
			  struct fib_rule *r, struct netlink_ext_ack *extack)
{
	u32 len = address_len(r->family);

	if (frh->src_len > 8 * len || (frh->src_len && !is_address(tb[FRA_SRC], r->family))) {
		NL_SET_ERR_MSG(extack, "Invalid source address");
		return -EINVAL;
	}
	if (frh->dst_len > 8 * len || (frh->dst_len && !is_address(tb[FRA_DST], r->family))) {
		NL_SET_ERR_MSG(extack, "Invalid dst address");
		return -EINVAL;
	}
	r->src_len = frh->src_len;
	r->dst_len = frh->dst_len;
	if (frh->src_len)
		memcpy(&r->src, nla_data(tb[FRA_SRC]), len);
	if (frh->dst_len)
		memcpy(&r->dst, nla_data(tb[FRA_DST]), len);
	return 0;
}

static int read_goto(const struct nlattr **tb, struct fib_rule *r, bool new_rule,
		     struct netlink_ext_ack *extack)
{
	if (!tb[FRA_GOTO]) {
		if (r->action != FR_ACT_GOTO || !new_rule)
			return 0;
		NL_SET_ERR_MSG(extack, "Missing goto target for action goto");
		return -EINVAL;
	}
	if (r->action != FR_ACT_GOTO) {
		NL_SET_ERR_MSG(extack, "Unexpected goto");
		return -EINVAL;
	}
	r->target = nla_u32(tb[FRA_GOTO]);
	if (r->target <= r->pref) {
		NL_SET_ERR_MSG(extack, "Backward goto not supported");
		return -EINVAL;
	}
	return 0;
}

static void read_marks(const struct nlattr **tb, struct fib_rule *r)
{
	if (tb[FRA_FWMARK]) {
		r->mark = nla_u32(tb[FRA_FWMARK]);
		/* A mark without a mask means all of it. */
		if (r->mark)
			r->mark_mask = 0xffffffffu;
	}
	if (tb[FRA_FWMASK])
		r->mark_mask = nla_u32(tb[FRA_FWMASK]);
}

static int read_uids(const struct nlattr *a, struct fib_rule *r, struct netlink_ext_ack *extack)
{
	if (!a)
		return 0;
	memcpy(&r->uid_range, nla_data(a), sizeof(r->uid_range));
	r->has_uid_range = true;
	if (r->uid_range.start == UINT32_MAX || r->uid_range.end == UINT32_MAX ||
	    r->uid_range.start > r->uid_range.end) {
		NL_SET_ERR_MSG(extack, "Invalid uid range");
		return -EINVAL;
	}
	return 0;
}

static int read_rule(struct nl_request *req, const struct nlattr **tb, struct fib_rule *r,
		     bool new_rule)
{
	const struct fib_rule_hdr *frh = rtnl_header(req, sizeof(*frh));
	int err = rtnl_attrs(req, sizeof(*frh), tb, FRA_MAX, rule_policy);

	if (err) {
		if (nl_payload_len(req->nlh) >= (int)sizeof(*frh))
			NL_SET_ERR_MSG(req->extack, "Error parsing msg");
		return err;
	}
	if (frh->family != AF_INET && frh->family != AF_INET6) {
		NL_SET_ERR_MSG(req->extack, "Rule family not supported");
		return -EAFNOSUPPORT;
	}
	*r = (struct fib_rule){
		.family = frh->family,
		.pref = tb[FRA_PRIORITY] ? nla_u32(tb[FRA_PRIORITY]) : 0,
		.table = tb[FRA_TABLE] ? nla_u32(tb[FRA_TABLE]) : frh->table,
		.flags = frh->flags,
		.tos = frh->tos,
		.action = frh->action,
		.proto = tb[FRA_PROTOCOL] ? nla_u8(tb[FRA_PROTOCOL]) : RTPROT_UNSPEC,
		.ip_proto = tb[FRA_IP_PROTO] ? nla_u8(tb[FRA_IP_PROTO]) : 0,
		.tclassid = tb[FRA_FLOW] ? nla_u32(tb[FRA_FLOW]) : 0,
		.suppress_prefixlen =
			tb[FRA_SUPPRESS_PREFIXLEN] ? (int)nla_u32(tb[FRA_SUPPRESS_PREFIXLEN]) : -1,
		.suppress_ifgroup =
			tb[FRA_SUPPRESS_IFGROUP] ? (int)nla_u32(tb[FRA_SUPPRESS_IFGROUP]) : -1,
	};
	if (frh->tos & 3) {
		NL_SET_ERR_MSG(req->extack, "Invalid dsfield (tos): ECN bits must be 0");
		return -EINVAL;
	}
	if (tb[FRA_L3MDEV]) {
		NL_SET_ERR_MSG(req->extack, "l3mdev support is not enabled in kernel");
		return -EOPNOTSUPP;
	}
	if (tb[FRA_IIFNAME])
		nla_string(r->iifname, IFNAMSIZ, tb[FRA_IIFNAME]);
	if (tb[FRA_OIFNAME])
		nla_string(r->oifname, IFNAMSIZ, tb[FRA_OIFNAME]);
	read_marks(tb, r);
	err = read_addresses(frh, tb, r, req->extack);
	if (!err)
		err = read_goto(tb, r, new_rule, req->extack);
	if (!err)
		err = read_uids(tb[FRA_UID_RANGE], r, req->extack);
	if (!err)
		err = read_range(tb[FRA_SPORT_RANGE], &r->sport, req->extack);
	if (!err)
		err = read_range(tb[FRA_DPORT_RANGE], &r->dport, req->extack);
	return err;
}

int rtnl_newrule(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	const struct nlattr *tb[FRA_MAX + 1];
	struct fib_rule r;
	int err = read_rule(req, tb, &r, true);

	if (err)
		return err;
	return fib_newrule(req->net, &r, !tb[FRA_PRIORITY], req->nlh->nlmsg_flags & NLM_F_EXCL,
			   &info, req->extack);
}

int rtnl_delrule(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	const struct nlattr *tb[FRA_MAX + 1];
	struct fib_rule_given given;
	struct fib_rule r;
	int err = read_rule(req, tb, &r, false);

	if (err)
		return err;
	given = (struct fib_rule_given){
		.pref = tb[FRA_PRIORITY] && r.pref,
		.table = r.table != 0,
		.mark = tb[FRA_FWMARK] && r.mark,
		.mark_mask = tb[FRA_FWMASK] && r.mark_mask,
		.iif = tb[FRA_IIFNAME] != NULL,
		.oif = tb[FRA_OIFNAME] != NULL,
		.suppress_prefixlen = r.suppress_prefixlen != -1,
		.suppress_ifgroup = r.suppress_ifgroup != -1,
		.uid_range = tb[FRA_UID_RANGE] != NULL,
		.ip_proto = r.ip_proto != 0,
		.proto = r.proto != 0,
		.sport = tb[FRA_SPORT_RANGE] != NULL,
		.dport = tb[FRA_DPORT_RANGE] != NULL,
		.src = r.src_len != 0,
		.dst = r.dst_len != 0,
		.action = r.action != 0,
	};
	return fib_delrule(req->net, &r, &given, &info, req->extack);
}

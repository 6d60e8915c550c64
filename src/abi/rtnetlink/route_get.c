// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ip route get`: which way would a packet go?
 *
 * Without iif it is a packet made here, and the path's own look-up answers.  With iif it is one
 * that comes in; the look-up is made here, by the path's rules, without a packet.
 */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/fnhe.h"
#include "net/route.h"

#include <linux/in_route.h>
#include <netinet/in.h>

#define RTCF_REDIRECTED_ 0x00040000u
#define RTCF_DOREDIRECT_ 0x01000000u
#define RTCF_BROADCAST_	 0x10000000u
#define RTCF_MULTICAST_	 0x20000000u
#define RTCF_LOCAL_	 0x80000000u

struct answer {
	u8 type;
	int error; /* negative */
	u32 flags; /* RTCF_* */
	u32 table;
	struct net_device *dev;
	__be32 gateway, prefsrc;
	const struct fib_info *fi; /* of the route found, or NULL */
	const struct rtable *rt; /* what was learnt of the destination, or NULL */
	struct fib_result res;
	bool found;
};

static u32 type_flags(u8 type)
{
	switch (type) {
	case RTN_LOCAL:
		return RTCF_LOCAL_;
	case RTN_BROADCAST:
		return RTCF_LOCAL_ | RTCF_BROADCAST_;
	case RTN_MULTICAST:
		return RTCF_MULTICAST_;
	default:
		return 0;
	}
}

/* Where local and main share a trie, the kernel calls the table main. */
static u32 table_told(struct net *net, const struct answer *a)
{
	return a->found && fib_state(net)->has_custom_rules ? a->res.table
	       : a->found && a->res.table != RT_TABLE_LOCAL ? a->res.table
							    : RT_TABLE_MAIN;
}

/* @rt: what the packet would carry */
static void answer_learnt(struct answer *a, const struct rtable *rt)
{
	if (!rt->expires)
		return;
	a->rt = rt;
	a->gateway = rt->rt_gateway;
	if (rt->rt_redirected)
		a->flags |= RTCF_REDIRECTED_;
}

static int get_output(struct net *net, struct flowi4 *fl, struct answer *a)
{
	struct flowi4 asked;
	struct rtable *rt;
	int err = ip_route_output_key(net, fl, &rt);

	if (err)
		return err;
	asked = *fl;
	a->type = rt->rt_type;
	a->error = -rt->rt_error;
	a->flags = type_flags(rt->rt_type);
	if (rt->rt_type == RTN_MULTICAST && (rt->rt_flags & RT_INPUT_LOCAL))
		a->flags |= RTCF_LOCAL_;
	a->dev = rt->dev;
	a->gateway = rt->rt_gateway;
	a->prefsrc = fl->saddr;
	answer_learnt(a, rt);
	a->found = !fib_lookup(net, &asked, &a->res);
	a->fi = a->found && a->res.type == RTN_UNICAST && rt->rt_type == RTN_UNICAST ? a->res.fi
										     : NULL;
	a->table = rt->rt_type != RTN_MULTICAST ? table_told(net, a) : RT_TABLE_MAIN;
	return a->error;
}

static int no_route(struct answer *a, int err)
{
	a->type = RTN_UNREACHABLE;
	return err;
}

/* What ip_route_input_slow() decides, for a packet that is only imagined. */
static int get_input(struct net *net, const struct flowi4 *fl, struct net_device *dev,
		     struct answer *a)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);
	struct sk_buff skb = {.dev = dev, .mark = fl->flowi4_mark};
	struct net_device *lo = net->loopback_dev;
	u32 itag;
	int err;

	if (!in_dev || !netif_running(dev))
		return -EINVAL;
	if (IN_MULTICAST(ntohl(fl->saddr)) || fl->saddr == INADDR_BROADCAST ||
	    !(fl->daddr & htonl(0xff000000u)))
		return -EINVAL;
	err = fl->daddr == INADDR_BROADCAST ? 0 : fib_lookup(net, fl, &a->res);
	a->found = !err && fl->daddr != INADDR_BROADCAST;
	if (err)
		return no_route(a, IN_DEV_FORWARD(in_dev) ? err : -EHOSTUNREACH);
	a->type = fl->daddr == INADDR_BROADCAST ? RTN_BROADCAST : a->res.type;
	a->flags = type_flags(a->type);
	a->table = table_told(net, a);
	if (a->type != RTN_LOCAL && a->type != RTN_BROADCAST) {
		if (!IN_DEV_FORWARD(in_dev))
			return no_route(a, -EHOSTUNREACH);
		if (a->type != RTN_UNICAST)
			return -EINVAL;
	}
	err = fl->saddr ? fib_validate_source(&skb, fl->saddr, fl->daddr, fl->flowi4_tos,
					      a->type == RTN_LOCAL && lo ? lo->ifindex : 0, dev,
					      in_dev, &itag)
			: 0;
	if (err < 0)
		return a->type == RTN_UNICAST ? -EINVAL : err;
	a->dev = a->type == RTN_UNICAST ? a->res.dev : lo;
	if (a->type == RTN_UNICAST) {
		a->gateway = a->res.rt->rt_gateway;
		answer_learnt(a, rt_exception(a->res.rt, fl->daddr));
		a->fi = a->res.fi;
		if (err && a->dev == dev && IN_DEV_ORCONF(in_dev, SEND_REDIRECTS) &&
		    IN_DEV_ORCONF(in_dev, SHARED_MEDIA))
			a->flags |= RTCF_DOREDIRECT_;
	}
	return a->dev ? 0 : -EINVAL;
}

/* The metrics that the packet would meet: the route's, and what was learnt of the path. */
static void put_metrics(struct nl_out *out, const struct answer *a)
{
	u32 nest, before, metrics[RTAX_MAX] = {0};

	if (a->fi)
		memcpy(metrics, a->fi->fib_metrics, sizeof(metrics));
	if (a->rt && rt_pmtu(a->rt)) {
		metrics[RTAX_MTU - 1] = rt_pmtu(a->rt);
		if (a->rt->rt_mtu_locked)
			metrics[RTAX_LOCK - 1] |= 1u << RTAX_MTU;
	}
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

/* Hundredths of a second until it is forgotten. */
static s32 expires_in(const struct rtable *rt)
{
	u64 now = rt ? net_shard0(rt->dev->net)->clock.jiffies : 0;

	return rt && time_before(now, rt->expires) ? (s32)((rt->expires - now) * 100 / HZ) : 0;
}

static void fill_answer(struct nl_out *out, struct nl_request *req, const struct flowi4 *asked,
			const struct answer *a, int iif)
{
	const struct rtmsg *in = nl_payload(req->nlh);
	struct rtmsg *rtm =
		nl_begin(out, RTM_NEWROUTE, 0, req->portid, req->nlh->nlmsg_seq, sizeof(*rtm));
	struct rta_cacheinfo ci = {.rta_expires = expires_in(a->rt)};
	u32 table = in->rtm_flags & RTM_F_LOOKUP_TABLE ? a->table : RT_TABLE_MAIN;

	if (!rtm)
		return;
	rtm->rtm_family = AF_INET;
	rtm->rtm_dst_len = 32;
	rtm->rtm_src_len = asked->saddr ? 32 : 0;
	rtm->rtm_tos = in->rtm_tos;
	rtm->rtm_table = table < 256 ? (u8)table : RT_TABLE_COMPAT;
	rtm->rtm_type = a->type;
	rtm->rtm_scope = RT_SCOPE_UNIVERSE;
	rtm->rtm_flags = a->flags | RTM_F_CLONED;
	nl_put_u32(out, RTA_TABLE, table);
	nl_put_u32(out, RTA_DST, asked->daddr);
	if (asked->saddr)
		nl_put_u32(out, RTA_SRC, asked->saddr);
	if (a->dev)
		nl_put_u32(out, RTA_OIF, (u32)a->dev->ifindex);
	if (!iif && a->prefsrc && a->prefsrc != asked->saddr)
		nl_put_u32(out, RTA_PREFSRC, a->prefsrc);
	if (a->gateway)
		nl_put_u32(out, RTA_GATEWAY, a->gateway);
	put_metrics(out, a);
	if (asked->flowi4_mark)
		nl_put_u32(out, RTA_MARK, asked->flowi4_mark);
	if (!iif)
		nl_put_u32(out, RTA_UID, asked->flowi4_uid);
	else
		nl_put_u32(out, RTA_IIF, (u32)iif);
	nl_put(out, RTA_CACHEINFO, &ci, sizeof(ci));
	nl_end(out);
}

/* "fibmatch": the route itself, not the way of a packet. */
static int reply_fibmatch(struct nl_request *req, struct nl_out *out, const struct answer *a)
{
	struct fib_rt_info fri = {a->res.fi,	    a->res.table, a->res.prefix,
				  a->res.prefixlen, a->res.tos,	  a->res.type};

	if (!a->found)
		return -EHOSTUNREACH;
	rtnl_fill_route(out, &fri, RTM_NEWROUTE, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, out);
}

static u32 u32_or_0(const struct nlattr *a)
{
	return a ? nla_u32(a) : 0;
}

int rtnl_route_get(struct nl_request *req, const struct nlattr **tb)
{
	const struct rtmsg *rtm = nl_payload(req->nlh);
	int iif = (int)u32_or_0(tb[RTA_IIF]), err;
	struct net_device *dev = NULL;
	struct answer a = {0};
	u8 buf[1024];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	struct flowi4 asked = {
		.daddr = u32_or_0(tb[RTA_DST]),
		.saddr = u32_or_0(tb[RTA_SRC]),
		.flowi4_tos = rtm->rtm_tos & FIB_TOS_MASK,
		.flowi4_oif = (int)u32_or_0(tb[RTA_OIF]),
		.flowi4_mark = u32_or_0(tb[RTA_MARK]),
		.flowi4_uid = tb[RTA_UID] ? nla_u32(tb[RTA_UID]) : req->user->uid,
		.flowi4_proto = tb[RTA_IP_PROTO] ? nla_u8(tb[RTA_IP_PROTO]) : 0,
		.fl4_sport = tb[RTA_SPORT] ? nla_u16(tb[RTA_SPORT]) : 0,
		.fl4_dport = tb[RTA_DPORT] ? nla_u16(tb[RTA_DPORT]) : 0,
	};
	struct flowi4 fl = asked;

	rcu_lock();
	if (iif) {
		dev = dev_get_by_index(req->net, iif);
		fl.flowi4_iif = iif;
		fl.flowi4_oif = 0;
		err = dev ? get_input(req->net, &fl, dev, &a) : -ENODEV;
	} else {
		fl.flowi4_iif = req->net->loopback_dev ? req->net->loopback_dev->ifindex : 0;
		err = get_output(req->net, &fl, &a);
	}
	if (!err && (rtm->rtm_flags & RTM_F_FIB_MATCH)) {
		err = reply_fibmatch(req, &out, &a);
	} else if (!err) {
		fill_answer(&out, req, &asked, &a, iif);
		err = netlink_reply(req, &out);
	}
	rcu_unlock();
	return err;
}

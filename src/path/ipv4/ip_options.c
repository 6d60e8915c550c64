// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IP options (RFC 791, 1122, 1812): record route, timestamp, the two source routes, router alert.
 *
 * A received header is compiled once, after routing: each option is checked, found places are
 * noted in struct ip_options (skb->opt, if skb->ip_opt), and our address and time are written
 * where the option has room.  The address is provisional: what is forwarded gets that of the
 * device by which it leaves (ip_forward_options).  Answers carry the options back
 * (ip_options_echo, ip_options_build).
 *
 * Unknown options pass.  CIPSO is an error: no label mapping is configured here.
 */
#include "path/ipv4/ip_internal.h"

#include <linux/ip.h>

enum { OPT_TYPE, OPT_LEN, OPT_PTR, OPT_FLAGS };
enum { TS_TSONLY = 0, TS_TSANDADDR = 1, TS_PRESPEC = 3 };
enum { CIPSO_MIN_LEN = 8, ADDR_LEN = 4, TIME_LEN = 4 };

__be32 inet_current_timestamp(const struct net_shard *shard)
{
	u64 ms = shard->clock.real_ns / 1000000;

	return htonl((u32)(ms % 86400000u));
}

/* Where an option writes: byte @at of it, counted from 1 as its pointer counts. */
static void put_addr(u8 *option, u32 at, __be32 addr)
{
	memcpy(option + at - 1, &addr, ADDR_LEN);
}

static __be32 get_addr(const u8 *option, u32 at)
{
	__be32 addr;

	memcpy(&addr, option + at - 1, ADDR_LEN);
	return addr;
}

/* ---- compile ---- */

struct compile {
	struct sk_buff *skb;
	struct ip_options *opt;
	u8 *iph; /* start of the header */
};

/* Each returns NULL, or the byte that is wrong. */

static u8 *compile_srr(struct compile *c, u8 *p)
{
	if (p[OPT_LEN] < 3)
		return p + OPT_LEN;
	if (p[OPT_PTR] < 4)
		return p + OPT_PTR;
	if (c->opt->srr)
		return p;
	c->opt->is_strictroute = p[OPT_TYPE] == IPOPT_SSRR;
	c->opt->srr = (u8)(p - c->iph);
	return NULL;
}

static u8 *compile_rr(struct compile *c, u8 *p)
{
	if (c->opt->rr)
		return p;
	if (p[OPT_LEN] < 3)
		return p + OPT_LEN;
	if (p[OPT_PTR] < 4)
		return p + OPT_PTR;
	if (p[OPT_PTR] <= p[OPT_LEN]) {
		if (p[OPT_PTR] + 3 > p[OPT_LEN])
			return p + OPT_PTR;
		put_addr(p, p[OPT_PTR], fib_compute_spec_dst(c->skb));
		c->opt->is_changed = 1;
		p[OPT_PTR] = (u8)(p[OPT_PTR] + ADDR_LEN);
		c->opt->rr_needaddr = 1;
	}
	c->opt->rr = (u8)(p - c->iph);
	return NULL;
}

/* No room for another stamp: count those that found none. */
static u8 *compile_ts_overflow(struct compile *c, u8 *p)
{
	u8 overflow = p[OPT_FLAGS] >> 4;

	if ((p[OPT_FLAGS] & 0xf) == TS_PRESPEC)
		return NULL;
	if (overflow == 15)
		return p + OPT_FLAGS;
	p[OPT_FLAGS] = (u8)((p[OPT_FLAGS] & 0xf) | (overflow + 1) << 4);
	c->opt->is_changed = 1;
	return NULL;
}

static u8 *compile_ts_stamp(struct compile *c, u8 *p)
{
	const u8 at = p[OPT_PTR];
	const u8 flag = p[OPT_FLAGS] & 0xf;
	u32 time_at = at;

	if (at + 3 > p[OPT_LEN])
		return p + OPT_PTR;
	if (flag != TS_TSONLY && flag != TS_TSANDADDR && flag != TS_PRESPEC)
		return NULL;
	if (flag != TS_TSONLY) {
		if (at + 7 > p[OPT_LEN])
			return p + OPT_PTR;
		time_at = at + ADDR_LEN;
	}
	if (flag == TS_PRESPEC && inet_addr_type(skb_net(c->skb), get_addr(p, at)) == RTN_UNICAST)
		return NULL;
	if (flag == TS_TSANDADDR) {
		put_addr(p, at, fib_compute_spec_dst(c->skb));
		c->opt->ts_needaddr = 1;
	}
	c->opt->ts_needtime = 1;
	p[OPT_PTR] = (u8)(time_at + TIME_LEN);
	put_addr(p, time_at, inet_current_timestamp(c->skb->shard));
	c->opt->is_changed = 1;
	return NULL;
}

static u8 *compile_ts(struct compile *c, u8 *p)
{
	u8 *fault;

	if (c->opt->ts)
		return p;
	if (p[OPT_LEN] < 4)
		return p + OPT_LEN;
	if (p[OPT_PTR] < 5)
		return p + OPT_PTR;
	fault = p[OPT_PTR] <= p[OPT_LEN] ? compile_ts_stamp(c, p) : compile_ts_overflow(c, p);
	if (!fault)
		c->opt->ts = (u8)(p - c->iph);
	return fault;
}

static u8 *compile_ra(struct compile *c, u8 *p)
{
	if (p[OPT_LEN] < 4)
		return p + OPT_LEN;
	if (!p[2] && !p[3])
		c->opt->router_alert = (u8)(p - c->iph);
	return NULL;
}

/* The label's length, then its domain of interpretation, of which none is known. */
static u8 *compile_cipso(struct compile *c, u8 *p)
{
	if (c->opt->cipso)
		return p;
	c->opt->cipso = (u8)(p - c->iph);
	return p[OPT_LEN] < CIPSO_MIN_LEN ? p + OPT_LEN : p + 2;
}

static u8 *compile_one(struct compile *c, u8 *p)
{
	switch (p[OPT_TYPE]) {
	case IPOPT_SSRR:
	case IPOPT_LSRR:
		return compile_srr(c, p);
	case IPOPT_RR:
		return compile_rr(c, p);
	case IPOPT_TIMESTAMP:
		return compile_ts(c, p);
	case IPOPT_RA:
		return compile_ra(c, p);
	case IPOPT_CIPSO:
		return compile_cipso(c, p);
	default:
		return NULL;
	}
}

/* What follows the end of the list is made zero. */
static void compile_end(struct compile *c, u8 *p, u8 *end)
{
	for (; p < end; p++)
		if (*p != IPOPT_END) {
			*p = IPOPT_END;
			c->opt->is_changed = 1;
		}
}

int ip_options_compile(struct sk_buff *skb, struct ip_options *opt, u8 *fault)
{
	struct compile c = {.skb = skb, .opt = opt, .iph = skb_network_header(skb)};
	u8 *p = c.iph + sizeof(struct iphdr), *end = p + opt->optlen, *bad = NULL;

	while (p < end && !bad) {
		if (*p == IPOPT_END) {
			compile_end(&c, p + 1, end);
			return 0;
		}
		if (*p == IPOPT_NOOP) {
			p++;
			continue;
		}
		if (end - p < 2 || p[OPT_LEN] < 2 || p[OPT_LEN] > end - p) {
			bad = p;
			break;
		}
		bad = compile_one(&c, p);
		p += p[OPT_LEN];
	}
	if (!bad)
		return 0;
	*fault = (u8)(bad - c.iph);
	return -EINVAL;
}

/* ---- received ---- */

static void send_param_problem(struct sk_buff *skb, u8 at)
{
	icmp_send(skb, ICMP_PARAMETERPROB, 0, htonl((u32)at << 24));
}

/* The packet came to us by a source route, or as one who is not in it. */
static enum skb_drop_reason ip_options_rcv_srr(struct sk_buff *skb, struct net_device *dev)
{
	struct ip_options *opt = IPCB(skb);
	struct iphdr *iph = ip_hdr(skb);
	u8 *option = skb_network_header(skb) + opt->srr;
	u32 at, space = option[OPT_LEN];
	__be32 nexthop = 0;

	if (skb->pkt_type != PACKET_HOST)
		return SKB_DROP_REASON_IP_OPTIONS;
	if (skb->rt->rt_type == RTN_UNICAST) {
		if (!opt->is_strictroute)
			return SKB_CONSUMED;
		send_param_problem(skb, offsetof(struct iphdr, daddr));
		return SKB_DROP_REASON_IP_STRICT_SOURCE_ROUTE;
	}
	if (skb->rt->rt_type != RTN_LOCAL)
		return SKB_DROP_REASON_IP_OPTIONS;
	for (at = option[OPT_PTR]; at <= space; at += ADDR_LEN) {
		struct rtable *old = skb->rt;

		if (at + 3 > space) {
			send_param_problem(skb, (u8)(opt->srr + OPT_PTR));
			return SKB_DROP_REASON_IP_OPTIONS;
		}
		nexthop = get_addr(option, at);
		if (ip_route_input_noref(skb, nexthop, iph->saddr, iph->tos, dev) ||
		    (skb->rt->rt_type != RTN_UNICAST && skb->rt->rt_type != RTN_LOCAL)) {
			skb_dst_set(skb, old);
			return SKB_DROP_REASON_IP_OPTIONS;
		}
		if (skb->rt->rt_type != RTN_LOCAL)
			break;
		/* The next hop is ourselves, too. */
		iph->daddr = nexthop;
		opt->is_changed = 1;
	}
	if (at <= space) {
		opt->srr_is_hit = 1;
		opt->nexthop = nexthop;
		opt->is_changed = 1;
	}
	return SKB_CONSUMED;
}

enum skb_drop_reason ip_rcv_options(struct sk_buff *skb, struct net_device *dev)
{
	const struct in_device *in_dev = in_dev_get_rcu(dev);
	struct ip_options *opt = IPCB(skb);
	u8 fault;

	if (skb_ensure_writable(skb, ip_hdrlen(skb)))
		return SKB_DROP_REASON_NOMEM;
	memset(opt, 0, sizeof(*opt));
	opt->optlen = (u8)(ip_hdrlen(skb) - sizeof(struct iphdr));
	skb->ip_opt = 1;
	if (ip_options_compile(skb, opt, &fault)) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INHDRERRORS);
		send_param_problem(skb, fault);
		return SKB_DROP_REASON_IP_OPTIONS;
	}
	if (likely(!opt->srr))
		return SKB_CONSUMED;
	if (in_dev && !IN_DEV_ANDCONF(in_dev, ACCEPT_SOURCE_ROUTE))
		return SKB_DROP_REASON_IP_OPTIONS;
	return ip_options_rcv_srr(skb, dev);
}

/* ---- forwarded ---- */

static void forward_srr(struct sk_buff *skb, struct ip_options *opt)
{
	u8 *raw = skb_network_header(skb), *option = raw + opt->srr;
	u32 at = option[OPT_PTR], space = option[OPT_LEN];

	while (at + 3 <= space && get_addr(option, at) != opt->nexthop)
		at += ADDR_LEN;
	if (at + 3 <= space) {
		opt->is_changed = 1;
		ip_hdr(skb)->daddr = opt->nexthop;
		put_addr(option, at, ip_rt_get_source(skb));
		option[OPT_PTR] = (u8)(at + ADDR_LEN);
	}
	if (opt->ts_needaddr) {
		option = raw + opt->ts;
		put_addr(option, option[OPT_PTR] - 8u, ip_rt_get_source(skb));
		opt->is_changed = 1;
	}
}

void ip_forward_options(struct sk_buff *skb)
{
	struct ip_options *opt = IPCB(skb);

	if (opt->rr_needaddr) {
		u8 *option = skb_network_header(skb) + opt->rr;

		put_addr(option, option[OPT_PTR] - 4u, ip_rt_get_source(skb));
		opt->is_changed = 1;
	}
	if (opt->srr_is_hit)
		forward_srr(skb, opt);
	if (opt->is_changed) {
		opt->is_changed = 0;
		ip_send_check(ip_hdr(skb));
	}
}

/* ---- answered ---- */

static int echo_rr(struct ip_options_data *d, const u8 *option, const struct ip_options *sopt)
{
	u8 *to = d->data + d->opt.optlen;
	u8 len = option[OPT_LEN], at = option[OPT_PTR];

	d->opt.rr = (u8)(d->opt.optlen + sizeof(struct iphdr));
	memcpy(to, option, len);
	if (sopt->rr_needaddr && at <= len) {
		if (at + 3 > len)
			return -EINVAL;
		to[OPT_PTR] = (u8)(at + ADDR_LEN);
		d->opt.rr_needaddr = 1;
	}
	d->opt.optlen = (u8)(d->opt.optlen + len);
	return 0;
}

/* Where the next stamp of the answer goes; 0: the option has no room for what it asks. */
static u32 echo_ts_place(struct ip_options_data *d, struct net *net, const u8 *to, u32 at, u32 len,
			 const struct ip_options *sopt)
{
	if (sopt->ts_needaddr) {
		if (at + 3 > len)
			return 0;
		d->opt.ts_needaddr = 1;
		at += ADDR_LEN;
	}
	if (!sopt->ts_needtime)
		return at;
	if (at + 3 > len)
		return 0;
	if ((to[OPT_FLAGS] & 0xf) != TS_PRESPEC) {
		d->opt.ts_needtime = 1;
		return at + TIME_LEN;
	}
	if (at + 7 <= len && inet_addr_type(net, get_addr(to, at)) != RTN_UNICAST) {
		d->opt.ts_needtime = 1;
		return at + ADDR_LEN + TIME_LEN;
	}
	return at;
}

static int echo_ts(struct ip_options_data *d, struct net *net, const u8 *option,
		   const struct ip_options *sopt)
{
	u8 *to = d->data + d->opt.optlen;
	u8 len = option[OPT_LEN];
	u32 at = option[OPT_PTR];

	d->opt.ts = (u8)(d->opt.optlen + sizeof(struct iphdr));
	memcpy(to, option, len);
	if (at <= len) {
		at = echo_ts_place(d, net, to, at, len, sopt);
		if (!at)
			return -EINVAL;
		to[OPT_PTR] = (u8)at;
	}
	d->opt.optlen = (u8)(d->opt.optlen + len);
	return 0;
}

/* The hops so far, backwards; the last of them is the first to be visited. */
static void echo_srr(struct ip_options_data *d, const u8 *option, const struct ip_options *sopt,
		     __be32 saddr)
{
	u8 *to = d->data + d->opt.optlen;
	int len = option[OPT_LEN], from = option[OPT_PTR], n = 0;
	__be32 faddr;

	if (from > len)
		from = len + 1;
	from -= ADDR_LEN;
	if (from <= 3)
		return;
	faddr = get_addr(option, (u32)from);
	for (from -= ADDR_LEN, n = ADDR_LEN; from > 3; from -= ADDR_LEN, n += ADDR_LEN)
		put_addr(to, (u32)n, get_addr(option, (u32)from));
	/* RFC 1812: a route that already names its source loses it. */
	if (get_addr(option, (u32)from + ADDR_LEN) == saddr)
		n -= ADDR_LEN;
	if (n <= 3)
		return;
	d->opt.faddr = faddr;
	to[OPT_TYPE] = option[OPT_TYPE];
	to[OPT_LEN] = (u8)(n + 3);
	to[OPT_PTR] = 4;
	d->opt.srr = (u8)(d->opt.optlen + sizeof(struct iphdr));
	d->opt.optlen = (u8)(d->opt.optlen + n + 3);
	d->opt.is_strictroute = sopt->is_strictroute;
}

static void echo_cipso(struct ip_options_data *d, const u8 *option)
{
	d->opt.cipso = (u8)(d->opt.optlen + sizeof(struct iphdr));
	memcpy(d->data + d->opt.optlen, option, option[OPT_LEN]);
	d->opt.optlen = (u8)(d->opt.optlen + option[OPT_LEN]);
}

int ip_options_echo(struct ip_options_data *d, const struct sk_buff *skb,
		    const struct ip_options *sopt)
{
	const u8 *iph = skb_network_header(skb);
	int err = 0;

	memset(d, 0, sizeof(*d));
	if (likely(!sopt || !sopt->optlen))
		return 0;
	if (sopt->rr)
		err = echo_rr(d, iph + sopt->rr, sopt);
	if (!err && sopt->ts)
		err = echo_ts(d, skb_net(skb), iph + sopt->ts, sopt);
	if (err)
		return err;
	if (sopt->srr)
		echo_srr(d, iph + sopt->srr, sopt, ip_hdr(skb)->saddr);
	if (sopt->cipso)
		echo_cipso(d, iph + sopt->cipso);
	while (d->opt.optlen & 3)
		d->data[d->opt.optlen++] = IPOPT_END;
	return 0;
}

void ip_options_fragment(struct sk_buff *skb)
{
	struct ip_options *opt = IPCB(skb);
	u8 *p = skb_network_header(skb) + sizeof(struct iphdr);
	u32 left = skb->ip_opt ? opt->optlen : 0;

	while (left && *p != IPOPT_END) {
		u32 len = 1;

		if (*p != IPOPT_NOOP) {
			len = left > 1 ? p[OPT_LEN] : 0;
			if (len < 2 || len > left)
				return;
			if (!IPOPT_COPIED(*p))
				memset(p, IPOPT_NOOP, len);
		}
		left -= len;
		p += len;
	}
	opt->ts = opt->rr = 0;
	opt->rr_needaddr = opt->ts_needaddr = opt->ts_needtime = 0;
}

void ip_options_build(struct sk_buff *skb, const struct ip_options_data *d, __be32 daddr)
{
	struct ip_options *opt = IPCB(skb);
	u8 *iph = skb_network_header(skb), *option;

	*opt = d->opt;
	skb->ip_opt = 1;
	memcpy(iph + sizeof(struct iphdr), d->data, opt->optlen);
	if (opt->srr) {
		option = iph + opt->srr;
		put_addr(option, option[OPT_LEN] - 3u, daddr);
	}
	if (opt->rr_needaddr) {
		option = iph + opt->rr;
		put_addr(option, option[OPT_PTR] - 4u, ip_hdr(skb)->saddr);
	}
	option = iph + opt->ts;
	if (opt->ts_needaddr)
		put_addr(option, option[OPT_PTR] - 8u, ip_hdr(skb)->saddr);
	if (opt->ts_needtime)
		put_addr(option, option[OPT_PTR] - 4u, inet_current_timestamp(skb->shard));
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What routers and hosts tell one another: solicitations and advertisements of routers, redirects.
 *
 * A router remembers who solicits, and says nothing: advertising is a daemon's work (radvd).  It
 * remembers other routers by their advertisements, and takes no routes and no prefixes from them; nor
 * from redirects (RFC 4861, 8.3).  With accept_ra and accept_redirects a host would.
 */
#include "path/ipv6/ndisc.h"

void ndisc_learn(struct sk_buff *skb, const u8 *lladdr, u32 flags)
{
	struct neighbour *n = neigh_create(nd_tbl(skb_net(skb)), &ipv6_hdr(skb)->saddr, skb->dev);

	if (n)
		(void)neigh_update(n, lladdr, NUD_STALE,
				   NEIGH_UPDATE_F_WEAK_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE |
					   NEIGH_UPDATE_F_OVERRIDE_ISROUTER | flags,
				   0);
}

/* Options behind @hlen bytes, and the sender's address in *@lladdr (NULL: none given). */
static enum skb_drop_reason read_options(const struct sk_buff *skb, u32 hlen,
					 struct ndisc_options *opts, const u8 **lladdr)
{
	const struct nd_opt_hdr *opt;

	if (!ndisc_parse_options(skb_transport_header(skb) + hlen, skb->len - hlen, opts))
		return SKB_DROP_REASON_IPV6_NDISC_BAD_OPTIONS;
	opt = opts->opt[ND_OPT_SOURCE_LL_ADDR];
	*lladdr = opt ? ndisc_opt_addr_data(opt, skb->dev) : NULL;
	return opt && !*lladdr ? SKB_DROP_REASON_NOT_SPECIFIED : SKB_CONSUMED;
}

enum skb_drop_reason ndisc_recv_rs(struct sk_buff *skb)
{
	const struct inet6_dev *idev = __in6_dev_get(skb->dev);
	struct ndisc_options opts;
	enum skb_drop_reason reason;
	const u8 *lladdr;

	if (skb->len < sizeof(struct icmp6hdr))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	/* Who has no address yet cannot be remembered. */
	if (!idev || !IN6_DEV_CONF_GET(idev, FORWARDING) || ipv6_addr_any(&ipv6_hdr(skb)->saddr))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	reason = read_options(skb, sizeof(struct icmp6hdr), &opts, &lladdr);
	if (reason)
		return reason;
	ndisc_learn(skb, lladdr, 0);
	return SKB_CONSUMED;
}

enum skb_drop_reason ndisc_router_discovery(struct sk_buff *skb)
{
	enum { RA_MSG_LEN = 16 };
	struct ndisc_options opts;
	enum skb_drop_reason reason;
	const u8 *lladdr;

	if (!ipv6_addr_is_linklocal(&ipv6_hdr(skb)->saddr))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	if (skb->len < RA_MSG_LEN)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	if (!__in6_dev_get(skb->dev))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	reason = read_options(skb, RA_MSG_LEN, &opts, &lladdr);
	if (reason)
		return reason;
	ndisc_learn(skb, lladdr, NEIGH_UPDATE_F_ISROUTER);
	return SKB_CONSUMED;
}

enum skb_drop_reason ndisc_redirect_rcv(struct sk_buff *skb)
{
	struct ndisc_options opts;

	if (!ipv6_addr_is_linklocal(&ipv6_hdr(skb)->saddr))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	if (skb->len < sizeof(struct rd_msg))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	if (!ndisc_parse_options(((const struct rd_msg *)skb_transport_header(skb))->opt,
				 skb->len - (u32)sizeof(struct rd_msg), &opts))
		return SKB_DROP_REASON_IPV6_NDISC_BAD_OPTIONS;
	return SKB_DROP_REASON_NOT_SPECIFIED;
}

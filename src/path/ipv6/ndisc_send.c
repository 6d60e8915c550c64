// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages to the link: neighbour discovery's, and the buffers of MLD's.
 *
 *	icmp6_link_alloc    IPv6 header, hop-by-hop header if wanted, room for the message
 *	icmp6_link_send     checksum, LOCAL_OUT, POST_ROUTING, the neighbour of the destination
 *
 * No route is looked up: the message leaves by the device that it is about.  It does not come back
 * to this host, though the host is in the group that it goes to.  A hook of LOCAL_OUT that routes
 * it again has its way.
 */
#include "nf/netfilter.h"
#include "path/ipv6/ndisc.h"

/* Hop-by-hop header with the Router Alert of MLD (RFC 2711) and two bytes of padding. */
static const u8 router_alert[8] = {NEXTHDR_ICMP, 0, 5, 2, 0, 0, 1, 0};

/* ---- the buffer ---- */

static u8 tclass_of(const struct net_device *dev)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);

	return idev ? (u8)IN6_DEV_CONF_GET(idev, NDISC_TCLASS) : 0;
}

struct sk_buff *icmp6_link_alloc(const struct icmp6_link_msg *m, u32 len)
{
	u32 hbh = m->router_alert ? sizeof(router_alert) : 0, hlen = sizeof(struct ipv6hdr) + hbh;
	struct rt6_info *rt = rt6_alloc(m->dev, RTN_UNICAST, 0);
	struct sk_buff *skb = rt ? net_alloc_skb(m->shard, hlen + len, m->cause) : NULL;
	struct ipv6hdr *h;

	if (!skb) {
		if (rt)
			dst_put(&rt->dst);
		return NULL;
	}
	h = skb_put(skb, hlen + len);
	memset(h, 0, hlen + len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, (int)hlen);
	ip6_flow_hdr(h, m->router_alert ? 0 : tclass_of(m->dev), 0);
	h->payload_len = htons((u16)(hbh + len));
	h->nexthdr = hbh ? NEXTHDR_HOP : NEXTHDR_ICMP;
	h->hop_limit = m->hop_limit;
	h->saddr = m->saddr;
	h->daddr = m->daddr;
	memcpy(h + 1, router_alert, hbh);
	skb->protocol = htons(ETH_P_IPV6);
	skb->dev = m->dev;
	skb->rt6 = rt;
	skb->rt_refd = 1;
	skb->sk = sock_get(path_shard(m->shard)->icmp_sk);
	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	return skb;
}

/* ---- the way out ---- */

static int link_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct neighbour *n;

	if (!skb->dev->hard_header_len) {
		path_xmit(skb);
		return 0;
	}
	n = neigh_create(nd_tbl(net), &ipv6_hdr(skb)->daddr, skb->dev);
	if (!n) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL);
		return -ENOBUFS;
	}
	neigh_output(n, skb);
	return 0;
}

static int link_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	/* Routed again: it goes where any other packet would. */
	if (unlikely(skb->rt6->from || skb->rt6->dev != skb->dev))
		return ip6_dst_output(net, sk, skb);
	return NF_HOOK(NFPROTO_IPV6, NF_INET_POST_ROUTING, net, sk, skb, NULL, skb->dev,
		       link_finish);
}

void icmp6_link_send(struct sk_buff *skb)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);
	u32 off = (u32)(skb_transport_header(skb) - skb->data);
	struct icmp6hdr *icmph = (struct icmp6hdr *)skb_transport_header(skb);
	struct inet6_dev *idev = __in6_dev_get(skb->dev);

	icmph->icmp6_cksum = 0;
	icmph->icmp6_cksum = csum_ipv6_magic(&h->saddr, &h->daddr, skb->len - off, NEXTHDR_ICMP,
					     skb_checksum(skb, off, skb->len - off, 0));
	IP6_INC_STATS(skb->shard, idev, IPSTATS_MIB_OUTREQUESTS);
	ICMP6MSGOUT_INC_STATS(skb->shard, idev, icmph->icmp6_type);
	ICMP6_INC_STATS(skb->shard, idev, ICMP_MIB_OUTMSGS);
	NF_HOOK(NFPROTO_IPV6, NF_INET_LOCAL_OUT, skb_net(skb), skb->sk, skb, NULL, skb->dev,
		link_output);
}

/* ---- the messages ---- */

static struct icmp6_link_msg nd_to(struct net_device *dev, const struct in6_addr *saddr,
				   const struct in6_addr *daddr)
{
	return (struct icmp6_link_msg){.shard = net_shard0(dev->net),
				       .dev = dev,
				       .saddr = *saddr,
				       .daddr = *daddr,
				       .hop_limit = 255};
}

static u8 *put_lladdr(u8 *p, u8 type, const u8 *lladdr, const struct net_device *dev)
{
	u32 space = ndisc_opt_addr_space(dev);

	p[0] = type;
	p[1] = (u8)(space / 8);
	memcpy(p + 2, lladdr, dev->addr_len);
	return p + space;
}

void ndisc_send_ns(struct net_device *dev, const struct in6_addr *target,
		   const struct in6_addr *daddr, const struct in6_addr *saddr, u64 nonce)
{
	struct icmp6_link_msg m;
	struct in6_addr own;
	struct sk_buff *skb;
	struct nd_msg *msg;
	u32 lladdr;
	u8 *p;

	if (!saddr) {
		if (ipv6_get_lladdr(dev, &own, IFA_F_TENTATIVE | IFA_F_OPTIMISTIC))
			return;
		saddr = &own;
	}
	lladdr = ipv6_addr_any(saddr) ? 0 : ndisc_opt_addr_space(dev);
	m = nd_to(dev, saddr, daddr);
	skb = icmp6_link_alloc(&m, (u32)sizeof(*msg) + lladdr + (nonce ? 8 : 0));
	if (!skb)
		return;
	msg = (struct nd_msg *)skb_transport_header(skb);
	msg->icmph.icmp6_type = NDISC_NEIGHBOUR_SOLICITATION;
	msg->target = *target;
	p = msg->opt;
	if (lladdr)
		p = put_lladdr(p, ND_OPT_SOURCE_LL_ADDR, dev->dev_addr, dev);
	if (nonce) {
		p[0] = ND_OPT_NONCE;
		p[1] = 1;
		memcpy(p + 2, &nonce, 6);
	}
	icmp6_link_send(skb);
}

void ndisc_send_na(struct net_device *dev, const struct in6_addr *daddr,
		   const struct in6_addr *target, bool router, bool solicited, bool override,
		   bool inc_opt)
{
	const struct inet6_ifaddr *ifp = ndisc_ifaddr(dev, target);
	struct in6_addr saddr = *target;
	struct icmp6_link_msg m;
	struct sk_buff *skb;
	struct nd_msg *msg;

	if (ifp) {
		if (READ_ONCE(((struct inet6_ifaddr *)ifp)->flags) & IFA_F_OPTIMISTIC)
			override = false;
		inc_opt |= IN6_DEV_CONF_GET(ifp->idev, FORCE_TLLAO) != 0;
	} else if (ipv6_dev_get_saddr(dev->net, dev, daddr, 0, &saddr)) {
		return;
	}
	m = nd_to(dev, &saddr, daddr);
	skb = icmp6_link_alloc(&m, (u32)sizeof(*msg) + (inc_opt ? ndisc_opt_addr_space(dev) : 0));
	if (!skb)
		return;
	msg = (struct nd_msg *)skb_transport_header(skb);
	msg->icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	msg->icmph.icmp6_router = router;
	msg->icmph.icmp6_solicited = solicited;
	msg->icmph.icmp6_override = override;
	msg->target = *target;
	if (inc_opt && dev->addr_len)
		put_lladdr(msg->opt, ND_OPT_TARGET_LL_ADDR, dev->dev_addr, dev);
	icmp6_link_send(skb);
}

void ndisc_send_unsol_na(struct net_device *dev)
{
	static const struct in6_addr all_nodes = {.s6_addr = {0xff, 2, [15] = 1}};
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return;
	for_each_ifa6(ifa, idev)
	{
		u32 flags = READ_ONCE(ifa->flags);

		/* Only what is certain is told. */
		if ((flags & IFA_F_TENTATIVE) && !(flags & IFA_F_OPTIMISTIC))
			continue;
		ndisc_send_na(dev, &all_nodes, &ifa->addr, IN6_DEV_CONF_GET(idev, FORWARDING) != 0,
			      false, true, true);
	}
}

void ndisc_send_rs(struct net_device *dev, const struct in6_addr *saddr)
{
	static const struct in6_addr all_routers = {.s6_addr = {0xff, 2, [15] = 2}};
	u32 lladdr = ipv6_addr_any(saddr) ? 0 : ndisc_opt_addr_space(dev);
	struct icmp6_link_msg m = nd_to(dev, saddr, &all_routers);
	struct sk_buff *skb = icmp6_link_alloc(&m, (u32)sizeof(struct icmp6hdr) + lladdr);

	if (!skb)
		return;
	((struct icmp6hdr *)skb_transport_header(skb))->icmp6_type = NDISC_ROUTER_SOLICITATION;
	if (lladdr)
		put_lladdr(skb_transport_header(skb) + sizeof(struct icmp6hdr),
			   ND_OPT_SOURCE_LL_ADDR, dev->dev_addr, dev);
	icmp6_link_send(skb);
}

/* As much of the packet as leaves the message at 1280 bytes. */
static void put_redirected(u8 *p, const struct sk_buff *skb, u32 room)
{
	p[0] = ND_OPT_REDIRECT_HDR;
	p[1] = (u8)(room / 8);
	(void)skb_copy_bits(skb, (u32)skb_network_offset(skb), p + 8, room - 8);
}

void ndisc_send_redirect(struct sk_buff *skb, const struct in6_addr *target)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);
	struct net_device *dev = skb->dev;
	u32 lladdr = 0, room, min = IPV6_MIN_MTU - sizeof(*h) - sizeof(struct rd_msg);
	struct neighbour *n = NULL;
	struct in6_addr saddr;
	struct icmp6_link_msg m;
	struct sk_buff *buff;
	struct rd_msg *msg;

	if (ipv6_get_lladdr(dev, &saddr, IFA_F_TENTATIVE))
		return;
	if (!ipv6_addr_equal(&h->daddr, target) &&
	    ipv6_addr_type(target) != (IPV6_ADDR_UNICAST | IPV6_ADDR_LINKLOCAL))
		return;
	if (dev->addr_len) {
		n = neigh_create(nd_tbl(dev->net), target, dev);
		if (!n)
			return;
		if (n->nud_state &
		    (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY))
			lladdr = ndisc_opt_addr_space(dev);
	}
	room = skb->len + 8;
	room = (room < min - lladdr ? room : min - lladdr) & ~7u;
	m = nd_to(dev, &saddr, &h->saddr);
	m.shard = skb->shard;
	m.cause = skb;
	buff = icmp6_link_alloc(&m, (u32)sizeof(*msg) + lladdr + room);
	if (!buff)
		return;
	msg = (struct rd_msg *)skb_transport_header(buff);
	msg->icmph.icmp6_type = NDISC_REDIRECT;
	msg->target = *target;
	msg->dest = h->daddr;
	if (lladdr)
		put_lladdr(msg->opt, ND_OPT_TARGET_LL_ADDR, n->ha, dev);
	put_redirected(msg->opt + lladdr, skb, room);
	icmp6_link_send(buff);
}

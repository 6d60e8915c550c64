// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ARP (RFC 826): who has an address of ours, and who has the ones that we need.
 *
 *	arp_rcv          checks, ARP IN, arp_process
 *	arp_process      a question about us is answered; whoever speaks is remembered if he is
 *	                 known already, or asked us
 *	arp_solicit      the neighbour table wants to know: broadcast, or to the one it was
 *	arp_send         ARP OUT, then the device
 *
 * conf/DEV/arp_ignore, arp_announce, arp_filter, arp_accept, proxy_arp, proxy_arp_pvlan,
 * drop_gratuitous_arp, medium_id as in the kernel's ip-sysctl.  A proxy's answer to a broadcast
 * waits a random time below 0.8 s.
 */
#include "net/neighbour.h"
#include "nf/netfilter.h"
#include "path/ipv4/ip_internal.h"

#include <stdlib.h>

enum {
	ARP_ETH_LEN = 28, /* of an Ethernet/IPv4 message */
};

struct arp_eth {
	struct arphdr h;
	u8 sha[ETH_ALEN];
	u8 sip[4];
	u8 tha[ETH_ALEN];
	u8 tip[4];
} __attribute__((packed));

_Static_assert(sizeof(struct arp_eth) == ARP_ETH_LEN, "ARP message");

/* A message that was received, read. */
struct arp_msg {
	struct sk_buff *skb;
	struct net *net;
	struct net_device *dev;
	struct in_device *in_dev;
	u16 op;
	__be32 sip, tip;
	u8 sha[ETH_ALEN], tha[ETH_ALEN];
	bool redo; /* a proxy's answer whose time has come */
};

static u32 arp_parm(const struct net_device *dev, enum neigh_parm which)
{
	return neigh_parm(arp_tbl(dev->net), dev, which);
}

/* ---- sending ---- */

static int arp_xmit_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	path_xmit(skb);
	return 0;
}

static void arp_xmit(struct sk_buff *skb)
{
	NF_HOOK(NFPROTO_ARP, NF_ARP_OUT, skb_net(skb), NULL, skb, NULL, skb->dev, arp_xmit_finish);
}

/* @dest: the frame's; @tha: the message's, NULL: zeros */
static void arp_send(struct net_shard *shard, const struct sk_buff *cause, struct net_device *dev,
		     u16 op, __be32 sip, __be32 tip, const u8 *dest, const u8 *tha)
{
	struct sk_buff *skb;
	struct arp_eth *m;
	struct ethhdr *eth;

	if (dev->flags & IFF_NOARP)
		return;
	skb = net_alloc_skb(shard, ARP_ETH_LEN, cause);
	if (!skb)
		return;
	m = skb_put(skb, sizeof(*m));
	skb_reset_network_header(skb);
	m->h = (struct arphdr){.ar_hrd = htons(dev->type),
			       .ar_pro = htons(ETH_P_IP),
			       .ar_hln = ETH_ALEN,
			       .ar_pln = 4,
			       .ar_op = htons(op)};
	memcpy(m->sha, dev->dev_addr, ETH_ALEN);
	memcpy(m->sip, &sip, 4);
	memset(m->tha, 0, ETH_ALEN);
	if (tha)
		memcpy(m->tha, tha, ETH_ALEN);
	memcpy(m->tip, &tip, 4);
	eth = skb_push(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	skb->mac_len = ETH_HLEN;
	memcpy(eth->h_dest, dest, ETH_ALEN);
	memcpy(eth->h_source, dev->dev_addr, ETH_ALEN);
	eth->h_proto = htons(ETH_P_ARP);
	skb->protocol = htons(ETH_P_ARP);
	skb->dev = dev;
	arp_xmit(skb);
}

/* The answer: @m->tip is at our address. */
static void arp_reply(const struct arp_msg *m)
{
	if (unlikely(m->skb->story))
		icmp_trace(m->skb, "arp reply", m->sip, true, "");
	arp_send(m->skb->shard, m->skb, m->dev, ARPOP_REPLY, m->tip, m->sip, m->sha, m->sha);
}

/* ---- what may be said ---- */

static bool arp_ignore(const struct arp_msg *m)
{
	struct in_device *in_dev = m->in_dev;
	__be32 sip = m->sip;
	int scope = RT_SCOPE_HOST;

	switch (IN_DEV_MAXCONF(in_dev, ARP_IGNORE)) {
	case 1: /* only an address of this device */
		sip = 0;
		break;
	case 2: /* and one whose subnet the asker is in */
		break;
	case 3: /* not an address of scope host */
		sip = 0;
		scope = RT_SCOPE_LINK;
		in_dev = NULL;
		break;
	case 8:
		return true;
	default:
		return false;
	}
	return !inet_confirm_addr(m->net, in_dev, sip, m->tip, scope);
}

/* Would we speak to the asker by this device? */
static bool arp_filter(const struct arp_msg *m)
{
	struct flowi4 fl = {.daddr = m->sip, .saddr = m->tip};
	struct rtable *rt;

	if (path_route_output_key(m->net, &fl, &rt))
		return true;
	if (rt->dev == m->dev)
		return false;
	NET_INC_STATS(m->skb->shard, LINUX_MIB_ARPFILTER);
	return true;
}

static bool arp_accept(const struct arp_msg *m)
{
	switch (IN_DEV_MAXCONF(m->in_dev, ARP_ACCEPT)) {
	case 1:
		return true;
	case 2:
		return inet_confirm_addr(m->net, m->in_dev, m->sip, 0, RT_SCOPE_LINK) != 0;
	default:
		return false;
	}
}

/* Do we stand between the asker and what it asks for? */
static bool arp_fwd_proxy(const struct arp_msg *m, const struct rtable *rt)
{
	const struct in_device *out;
	int in_medium, out_medium = -1;

	if (rt->dev == m->dev || !IN_DEV_ORCONF(m->in_dev, PROXY_ARP))
		return false;
	in_medium = IN_DEV_CONF_GET(m->in_dev, MEDIUM_ID);
	if (in_medium == 0 || in_medium == -1)
		return in_medium == 0;
	out = in_dev_get_rcu(rt->dev);
	if (out)
		out_medium = IN_DEV_CONF_GET(out, MEDIUM_ID);
	return out_medium != in_medium && out_medium != -1;
}

static bool arp_fwd_pvlan(const struct arp_msg *m, const struct rtable *rt)
{
	return rt->dev == m->dev && m->sip != m->tip && IN_DEV_ORCONF(m->in_dev, PROXY_ARP_PVLAN);
}

/* ---- who speaks ---- */

/* The asker is remembered. */
static struct neighbour *neigh_event_ns(const struct arp_msg *m)
{
	struct neighbour *n = neigh_create(arp_tbl(m->net), &m->sip, m->dev);

	if (n)
		(void)neigh_update(n, m->sha, NUD_STALE, NEIGH_UPDATE_F_OVERRIDE, 0);
	return n;
}

/* It speaks of itself, unasked. */
static bool arp_is_garp(const struct arp_msg *m)
{
	if (m->sip != m->tip)
		return false;
	if (m->op == ARPOP_REPLY && memcmp(m->tha, m->sha, ETH_ALEN))
		return false;
	return inet_addr_type_dev_table(m->net, m->dev, m->sip) == RTN_UNICAST;
}

static void arp_learn(const struct arp_msg *m)
{
	struct neighbour *n = neigh_lookup(arp_tbl(m->net), &m->sip, m->dev);
	bool garp = false, override;
	u8 state = NUD_REACHABLE;

	if (n || arp_accept(m))
		garp = arp_is_garp(m);
	if (!n && arp_accept(m) &&
	    (garp || (m->op == ARPOP_REPLY &&
		      inet_addr_type_dev_table(m->net, m->dev, m->sip) == RTN_UNICAST)))
		n = neigh_create(arp_tbl(m->net), &m->sip, m->dev);
	if (!n)
		return;
	/* Of several answers the first counts. */
	override = garp ||
		   time_after(skb_jiffies(m->skb), n->updated + arp_parm(m->dev, NEIGH_LOCKTIME));
	if (m->op != ARPOP_REPLY || m->skb->pkt_type != PACKET_HOST)
		state = NUD_STALE;
	(void)neigh_update(n, m->sha, state, override ? NEIGH_UPDATE_F_OVERRIDE : 0, 0);
}

/* ---- receiving ---- */

static enum skb_drop_reason arp_read(struct arp_msg *m)
{
	const struct arp_eth *a = (const struct arp_eth *)skb_network_header(m->skb);

	if (!m->in_dev)
		return SKB_DROP_REASON_NOT_IPV4;
	if (a->h.ar_pro != htons(ETH_P_IP) ||
	    (a->h.ar_hrd != htons(m->dev->type) &&
	     !(m->dev->type == ARPHRD_ETHER && a->h.ar_hrd == htons(ARPHRD_IEEE802))))
		return SKB_DROP_REASON_ARP_INVALID;
	m->op = ntohs(a->h.ar_op);
	if (m->op != ARPOP_REPLY && m->op != ARPOP_REQUEST)
		return SKB_DROP_REASON_ARP_INVALID;
	memcpy(m->sha, a->sha, ETH_ALEN);
	memcpy(&m->sip, a->sip, 4);
	memcpy(m->tha, a->tha, ETH_ALEN);
	memcpy(&m->tip, a->tip, 4);
	if (ipv4_is_multicast(m->tip) ||
	    (ipv4_is_loopback(m->tip) && !IN_DEV_ORCONF(m->in_dev, ROUTE_LOCALNET)))
		return SKB_DROP_REASON_ARP_INVALID;
	if (m->sip == m->tip && IN_DEV_ORCONF(m->in_dev, DROP_GRATUITOUS_ARP))
		return SKB_DROP_REASON_ARP_IGNORED;
	return SKB_CONSUMED;
}

/* Is the address taken? (RFC 5227) */
static enum skb_drop_reason arp_probe(const struct arp_msg *m)
{
	if (m->op == ARPOP_REQUEST &&
	    inet_addr_type_dev_table(m->net, m->dev, m->tip) == RTN_LOCAL && !arp_ignore(m)) {
		arp_reply(m);
		return SKB_CONSUMED;
	}
	return SKB_DROP_REASON_ARP_IGNORED;
}

static enum skb_drop_reason arp_about_us(const struct arp_msg *m)
{
	if (arp_ignore(m) || (IN_DEV_ORCONF(m->in_dev, ARPFILTER) && arp_filter(m)))
		return SKB_DROP_REASON_ARP_IGNORED;
	if (neigh_event_ns(m))
		arp_reply(m);
	return SKB_CONSUMED;
}

static bool arp_is_proxied(const struct arp_msg *m, const struct rtable *rt)
{
	return arp_fwd_proxy(m, rt) || arp_fwd_pvlan(m, rt) ||
	       (rt->dev != m->dev && pneigh_lookup(arp_tbl(m->net), &m->tip, m->dev));
}

static enum skb_drop_reason arp_proxy(const struct arp_msg *m)
{
	neigh_event_ns(m);
	if (m->redo || m->skb->pkt_type == PACKET_HOST || !arp_parm(m->dev, NEIGH_PROXY_DELAY))
		arp_reply(m);
	else if (!pneigh_enqueue(arp_tbl(m->net), m->skb))
		return SKB_DROP_REASON_QUEUE_FULL;
	return SKB_CONSUMED;
}

static enum skb_drop_reason arp_handle(struct arp_msg *m)
{
	enum skb_drop_reason reason = arp_read(m);
	const struct rtable *rt;

	if (reason)
		return reason;
	if (!m->sip)
		return arp_probe(m);
	if (m->op == ARPOP_REQUEST && !ip_route_input_noref(m->skb, m->tip, m->sip, 0, m->dev)) {
		rt = m->skb->rt;
		if (rt->rt_type == RTN_LOCAL)
			return arp_about_us(m);
		if (IN_DEV_FORWARD(m->in_dev) && rt->rt_type == RTN_UNICAST &&
		    arp_is_proxied(m, rt))
			return arp_proxy(m);
	}
	arp_learn(m);
	return SKB_CONSUMED;
}

/* A question that waited; the packet stays the queue's. */
static void parp_redo(struct sk_buff *skb)
{
	struct arp_msg m = {.skb = skb,
			    .net = skb_net(skb),
			    .dev = skb->dev,
			    .in_dev = in_dev_get_rcu(skb->dev),
			    .redo = true};

	(void)arp_handle(&m);
}

static int arp_process(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct arp_msg m = {
		.skb = skb, .net = net, .dev = skb->dev, .in_dev = in_dev_get_rcu(skb->dev)};
	enum skb_drop_reason reason = arp_handle(&m);

	if (reason)
		kfree_skb_reason(skb, reason);
	else
		consume_skb(skb);
	return 0;
}

void arp_rcv(struct sk_buff *skb, struct net_device *dev)
{
	const struct arphdr *h;

	if (dev->flags & IFF_NOARP || skb->pkt_type == PACKET_OTHERHOST ||
	    skb->pkt_type == PACKET_LOOPBACK) {
		kfree_skb_reason(skb, skb->pkt_type == PACKET_OTHERHOST
					      ? SKB_DROP_REASON_OTHERHOST
					      : SKB_DROP_REASON_ARP_IGNORED);
		return;
	}
	h = pskb_may_pull(skb, ARP_ETH_LEN) ? (const struct arphdr *)skb->data : NULL;
	if (!h || h->ar_hln != dev->addr_len || h->ar_pln != 4 || dev->addr_len != ETH_ALEN) {
		kfree_skb_reason(skb, SKB_DROP_REASON_ARP_INVALID);
		return;
	}
	NF_HOOK(NFPROTO_ARP, NF_ARP_IN, skb_net(skb), NULL, skb, dev, NULL, arp_process);
}

/* ---- asking ---- */

static __be32 neigh_ip(const struct neighbour *n)
{
	__be32 ip;

	memcpy(&ip, n->primary_key, sizeof(ip));
	return ip;
}

static bool inet_addr_onlink(const struct in_device *in_dev, __be32 a, __be32 b)
{
	struct in_ifaddr *ifa = rcu_dereference(((struct in_device *)in_dev)->ifa_list);

	for (; ifa; ifa = rcu_dereference(ifa->ifa_next))
		if (!(ifa->ifa_flags & IFA_F_SECONDARY) && inet_ifa_match(a, ifa) &&
		    inet_ifa_match(b, ifa))
			return true;
	return false;
}

/* The address that we ask with: the packet's own, as far as arp_announce allows. */
static __be32 arp_announced(const struct in_device *in_dev, const struct neighbour *n,
			    const struct sk_buff *skb)
{
	int announce = IN_DEV_MAXCONF(in_dev, ARP_ANNOUNCE);
	__be32 saddr = 0;

	if (skb && announce != 2 && skb->protocol == htons(ETH_P_IP)) {
		saddr = ip_hdr(skb)->saddr;
		if (inet_addr_type_dev_table(n->dev->net, n->dev, saddr) != RTN_LOCAL ||
		    (announce == 1 && !inet_addr_onlink(in_dev, neigh_ip(n), saddr)))
			saddr = 0;
	}
	return saddr ? saddr : inet_select_addr(n->dev, neigh_ip(n), RT_SCOPE_LINK);
}

static void arp_solicit(struct neighbour *n, struct sk_buff *skb)
{
	const struct in_device *in_dev = in_dev_get_rcu(n->dev);
	struct net_shard *shard = skb ? skb->shard : n->shard;
	const u8 *dest = n->dev->broadcast;
	enum neigh_probe kind = neigh_probe_kind(n);

	if (!in_dev)
		return;
	if (kind == NEIGH_PROBE_APP) {
		neigh_app_ns(n);
		return;
	}
	/* An address that was right once is asked for at that address first. */
	if (kind == NEIGH_PROBE_UNICAST)
		dest = n->ha;
	arp_send(shard, skb, n->dev, ARPOP_REQUEST, arp_announced(in_dev, n, skb), neigh_ip(n),
		 dest, NULL);
}

/* The next hop is not there: its packets' senders are told (ipv4_link_failure). */
static void arp_error_report(struct neighbour *n, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct ip_options opt = {.optlen = (u8)(iph->ihl * 4u - sizeof(*iph))};
	u8 fault;

	if (!opt.optlen)
		__icmp_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0, NULL);
	else if (!skb_ensure_writable(skb, ip_hdrlen(skb)) &&
		 !ip_options_compile(skb, &opt, &fault))
		__icmp_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0, &opt);
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
}

/* ---- life ---- */

static const struct neigh_ops arp_neigh_ops = {
	.solicit = arp_solicit,
	.error_report = arp_error_report,
	.proxy_redo = parp_redo,
};

/* Tell everybody of the addresses that we have. */
static void send_gratuitous_arp(struct net_device *dev, struct in_device *in_dev)
{
	struct in_ifaddr *ifa = rcu_dereference(in_dev->ifa_list);

	for (; ifa; ifa = rcu_dereference(ifa->ifa_next))
		arp_send(net_shard0(dev->net), NULL, dev, ARPOP_REQUEST, ifa->ifa_local,
			 ifa->ifa_local, dev->broadcast, NULL);
}

static void arp_netdev_event(struct net_device *dev, enum netdev_event event)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);

	switch (event) {
	case NETDEV_UP:
	case NETDEV_CHANGEADDR:
		if (in_dev && netif_running(dev) && IN_DEV_ORCONF(in_dev, ARP_NOTIFY))
			send_gratuitous_arp(dev, in_dev);
		break;
	case NETDEV_CHANGE:
		if (!dev->carrier && (!in_dev || IN_DEV_ANDCONF(in_dev, ARP_EVICT_NOCARRIER)))
			neigh_carrier_down(arp_tbl(dev->net), dev);
		break;
	default:
		break;
	}
}

int arp_net_init(struct net *net)
{
	int err = register_netdevice_notifier(net, arp_netdev_event);

	if (err)
		return err;
	neigh_set_ops(arp_tbl(net), &arp_neigh_ops);
	return 0;
}

void arp_net_exit(struct net *net)
{
	unregister_netdevice_notifier(net, arp_netdev_event);
	neigh_set_ops(arp_tbl(net), NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Neighbour discovery (RFC 4861): who has an address of ours, and who has the ones that we need.
 *
 *	icmpv6_rcv ──► ndisc_rcv     hop limit 255, code 0, not in fragments
 *	                  ├── ndisc_recv_ns     an address of ours, one that we stand for, or a probe
 *	                  ├── ndisc_recv_na     an answer; or a claim to an address of ours
 *	                  └── ndisc_router.c    routers and redirects
 *	ndisc_solicit                the neighbour table wants to know: at the address it had, then
 *	                             by the solicited-node group
 *	ndisc_error_report           nobody answered: an ICMPv6 error
 *
 * A hop limit of 255 proves that the sender is on the link.  A solicitation without a source is a
 * probe (RFC 4862): it is about an address, and answered to all nodes.  What concerns our own
 * tentative addresses goes to addrconf, which ends them.
 *
 * Per device: proxy_ndp, drop_unsolicited_na, accept_untracked_na, suppress_frag_ndisc,
 * ndisc_notify, ndisc_tclass, force_tllao, as in the kernel's ip-sysctl.
 */
#include "path/ipv6/ndisc.h"

#include "net/rtnl.h"
#include "path/path.h"

struct inet6_ifaddr *ndisc_ifaddr(const struct net_device *dev, const struct in6_addr *addr)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return NULL;
	for_each_ifa6(ifa,
		      (struct inet6_dev *)idev) if (ipv6_addr_equal(&ifa->addr, addr)) return ifa;
	return NULL;
}

/* A message about a neighbour, read. */
struct nd_in {
	struct sk_buff *skb;
	struct net *net;
	struct net_device *dev;
	struct inet6_dev *idev;
	const struct nd_msg *msg;
	struct in6_addr saddr, daddr, target;
	struct ndisc_options opts;
	const u8 *lladdr; /* of the option that belongs to the message, NULL: none */
};

/* @type: which link-layer address this message may carry */
static enum skb_drop_reason nd_read(struct nd_in *in, struct sk_buff *skb, u8 type)
{
	const struct nd_opt_hdr *opt;

	if (skb->len < sizeof(*in->msg))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	in->skb = skb;
	in->net = skb_net(skb);
	in->dev = skb->dev;
	in->idev = __in6_dev_get(skb->dev);
	in->msg = (const struct nd_msg *)skb_transport_header(skb);
	in->saddr = ipv6_hdr(skb)->saddr;
	in->daddr = ipv6_hdr(skb)->daddr;
	in->target = in->msg->target;
	in->lladdr = NULL;
	if (!in->idev || ipv6_addr_is_multicast(&in->target))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	if (!ndisc_parse_options(in->msg->opt, skb->len - (u32)sizeof(*in->msg), &in->opts))
		return SKB_DROP_REASON_IPV6_NDISC_BAD_OPTIONS;
	opt = in->opts.opt[type];
	if (opt) {
		in->lladdr = ndisc_opt_addr_data(opt, in->dev);
		if (!in->lladdr)
			return SKB_DROP_REASON_NOT_SPECIFIED;
	}
	return SKB_CONSUMED;
}

/* ---- solicitations ---- */

static bool is_solict_mult(const struct in6_addr *a)
{
	return a->s6_addr32[0] == htonl(0xff020000) && !a->s6_addr32[1] &&
	       a->s6_addr32[2] == htonl(1) && a->s6_addr[12] == 0xff;
}

static u64 nonce_of(const struct ndisc_options *opts)
{
	const struct nd_opt_hdr *opt = opts->opt[ND_OPT_NONCE];
	u64 nonce = 0;

	if (opt && opt->nd_opt_len == 1)
		memcpy(&nonce, opt + 1, 6);
	return nonce;
}

/* The address is ours, but not yet for certain.  => true: nothing is answered */
static bool ns_of_tentative(const struct nd_in *in, struct inet6_ifaddr *ifp, bool dad)
{
	u32 flags = READ_ONCE(ifp->flags);
	u64 nonce;

	if (!(flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)))
		return false;
	if (!dad)
		return !(flags & IFA_F_OPTIMISTIC);
	/* Our own probe may come back to us. */
	nonce = nonce_of(&in->opts);
	if (!nonce || nonce != ifp->dad_nonce)
		addrconf_dad_failure(in->skb, ifp);
	return true;
}

enum { NOT_PROXIED = -1 };

/* Do we stand for the target? => NOT_PROXIED, or whether we do as a router */
static int pndisc_is_router(const struct nd_in *in)
{
	const struct pneigh_entry *pn;

	if (!IN6_DEV_CONF_GET(in->idev, FORWARDING) ||
	    !(IPV6_DEVCONF_ALL(in->net, PROXY_NDP) || IN6_DEV_CONF_GET(in->idev, PROXY_NDP)))
		return NOT_PROXIED;
	pn = pneigh_lookup(nd_tbl(in->net), &in->target, in->dev);
	return pn ? (pn->flags & NTF_ROUTER) != 0 : NOT_PROXIED;
}

/* A stand-in lets the owner speak first. */
static bool must_wait(const struct nd_in *in, bool redo)
{
	return !redo && in->skb->pkt_type != PACKET_HOST && ipv6_addr_is_multicast(&in->daddr) &&
	       neigh_parm(nd_tbl(in->net), in->dev, NEIGH_PROXY_DELAY);
}

static void ns_answer(const struct nd_in *in, bool router, bool ours, bool dad)
{
	static const struct in6_addr all_nodes = {.s6_addr = {0xff, 2, [15] = 1}};
	bool inc = ipv6_addr_is_multicast(&in->daddr);
	struct neigh_table *tbl = nd_tbl(in->net);
	struct neighbour *n;

	if (dad) {
		ndisc_send_na(in->dev, &all_nodes, &in->target, router, false, ours, true);
		return;
	}
	n = !inc || in->lladdr || !in->dev->addr_len ? neigh_create(tbl, &in->saddr, in->dev)
						     : neigh_lookup(tbl, &in->saddr, in->dev);
	if (n)
		(void)neigh_update(n, in->lladdr, NUD_STALE,
				   NEIGH_UPDATE_F_WEAK_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE, 0);
	if (n || !in->dev->hard_header_len)
		ndisc_send_na(in->dev, &in->saddr, &in->target, router, true, ours && inc, inc);
	if (unlikely(in->skb->story))
		icmpv6_trace(in->skb, "neighbour advertisement", &in->saddr, true, "");
}

/* @redo: a proxy's answer whose time has come */
static enum skb_drop_reason ndisc_recv_ns(struct sk_buff *skb, bool redo)
{
	struct inet6_ifaddr *ifp;
	int router = NOT_PROXIED;
	struct nd_in in;
	enum skb_drop_reason reason = nd_read(&in, skb, ND_OPT_SOURCE_LL_ADDR);
	bool dad;

	if (reason)
		return reason;
	dad = ipv6_addr_any(&in.saddr);
	if (dad && (!is_solict_mult(&in.daddr) || in.lladdr))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	ifp = ndisc_ifaddr(in.dev, &in.target);
	if (ifp) {
		if (ns_of_tentative(&in, ifp, dad))
			return SKB_DROP_REASON_NOT_SPECIFIED;
	} else if (ipv6_chk_acast_addr(in.net, in.dev, &in.target) ||
		   (router = pndisc_is_router(&in)) != NOT_PROXIED) {
		if (must_wait(&in, redo))
			return pneigh_enqueue(nd_tbl(in.net), skb) ? SKB_CONSUMED
								   : SKB_DROP_REASON_QUEUE_FULL;
	} else {
		return SKB_DROP_REASON_IPV6_NDISC_NS_OTHERHOST;
	}
	if (router == NOT_PROXIED)
		router = IN6_DEV_CONF_GET(in.idev, FORWARDING) != 0;
	ns_answer(&in, router, ifp, dad);
	return SKB_CONSUMED;
}

/* ---- advertisements ---- */

static bool on_prefix_of(const struct net_device *dev, const struct in6_addr *addr)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	for_each_ifa6(ifa,
		      idev) if (ipv6_prefix_equal(addr, &ifa->addr, ifa->prefix_len)) return true;
	return false;
}

/* May somebody whom we never asked make himself known? (RFC 9131) */
static bool accept_untracked_na(const struct nd_in *in)
{
	switch (IN6_DEV_CONF_GET(in->idev, ACCEPT_UNTRACKED_NA)) {
	case 0:
		return false;
	case 1:
		return true;
	case 2:
		return on_prefix_of(in->dev, &in->saddr);
	default:
		return false;
	}
}

/* Our own word as somebody's proxy, heard again. */
static bool our_proxy_answer(const struct nd_in *in)
{
	return in->lladdr && !memcmp(in->lladdr, in->dev->dev_addr, in->dev->addr_len) &&
	       IPV6_DEVCONF_ALL(in->net, FORWARDING) && IPV6_DEVCONF_ALL(in->net, PROXY_NDP) &&
	       pneigh_lookup(nd_tbl(in->net), &in->target, in->dev);
}

static u32 na_flags(const struct icmp6hdr *h)
{
	return NEIGH_UPDATE_F_WEAK_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE_ISROUTER |
	       (h->icmp6_override ? NEIGH_UPDATE_F_OVERRIDE : 0) |
	       (h->icmp6_router ? NEIGH_UPDATE_F_ISROUTER : 0);
}

static void na_learn(const struct nd_in *in)
{
	struct neigh_table *tbl = nd_tbl(in->net);
	struct neighbour *n = neigh_lookup(tbl, &in->target, in->dev);
	u8 state = in->msg->icmph.icmp6_solicited ? NUD_REACHABLE : NUD_STALE;

	if (!n && in->lladdr && IN6_DEV_CONF_GET(in->idev, FORWARDING) && accept_untracked_na(in)) {
		n = neigh_create(tbl, &in->target, in->dev);
		state = NUD_STALE;
	}
	if (!n || (n->nud_state & NUD_FAILED) || our_proxy_answer(in))
		return;
	(void)neigh_update(n, in->lladdr, state, na_flags(&in->msg->icmph), 0);
}

static enum skb_drop_reason ndisc_recv_na(struct sk_buff *skb)
{
	struct inet6_ifaddr *ifp;
	struct nd_in in;
	enum skb_drop_reason reason = nd_read(&in, skb, ND_OPT_TARGET_LL_ADDR);

	if (reason)
		return reason;
	if (in.msg->icmph.icmp6_solicited ? ipv6_addr_is_multicast(&in.daddr)
					  : IN6_DEV_CONF_GET(in.idev, DROP_UNSOLICITED_NA))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	ifp = ndisc_ifaddr(in.dev, &in.target);
	if (ifp) {
		if (skb->pkt_type != PACKET_LOOPBACK && (READ_ONCE(ifp->flags) & IFA_F_TENTATIVE))
			addrconf_dad_failure(skb, ifp);
		return SKB_DROP_REASON_NOT_SPECIFIED;
	}
	na_learn(&in);
	return SKB_CONSUMED;
}

/* ---- receiving ---- */

static enum skb_drop_reason nd_admissible(const struct sk_buff *skb)
{
	const struct inet6_dev *idev = __in6_dev_get(skb->dev);
	const struct icmp6hdr *h = (const struct icmp6hdr *)skb_transport_header(skb);

	if ((IP6CB(skb)->flags & IP6SKB_FRAGMENTED) &&
	    (!idev || IN6_DEV_CONF_GET(idev, SUPPRESS_FRAG_NDISC)))
		return SKB_DROP_REASON_IPV6_NDISC_FRAG;
	if (ipv6_hdr(skb)->hop_limit != 255)
		return SKB_DROP_REASON_IPV6_NDISC_HOP_LIMIT;
	if (h->icmp6_code)
		return SKB_DROP_REASON_IPV6_NDISC_BAD_CODE;
	return SKB_CONSUMED;
}

static enum skb_drop_reason nd_dispatch(struct sk_buff *skb)
{
	switch (((const struct icmp6hdr *)skb_transport_header(skb))->icmp6_type) {
	case NDISC_NEIGHBOUR_SOLICITATION:
		return ndisc_recv_ns(skb, false);
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		return ndisc_recv_na(skb);
	case NDISC_ROUTER_SOLICITATION:
		return ndisc_recv_rs(skb);
	case NDISC_ROUTER_ADVERTISEMENT:
		return ndisc_router_discovery(skb);
	case NDISC_REDIRECT:
		return ndisc_redirect_rcv(skb);
	default:
		return SKB_DROP_REASON_NOT_SPECIFIED;
	}
}

enum skb_drop_reason ndisc_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason;

	if (skb_linearize(skb))
		return SKB_DROP_REASON_NOMEM;
	icmp6_to_header(skb);
	reason = nd_admissible(skb);
	return reason ? reason : nd_dispatch(skb);
}

/* ---- asking ---- */

/* The waiting packet's source, if it is ours; else any address of the link. */
static const struct in6_addr *solicit_from(const struct neighbour *n, const struct sk_buff *skb)
{
	const struct inet6_ifaddr *ifp;

	if (!skb || skb->protocol != htons(ETH_P_IPV6))
		return NULL;
	ifp = ndisc_ifaddr(n->dev, &ipv6_hdr(skb)->saddr);
	if (!ifp ||
	    (READ_ONCE(((struct inet6_ifaddr *)ifp)->flags) & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)))
		return NULL;
	return &ifp->addr;
}

static void ndisc_solicit(struct neighbour *n, struct sk_buff *skb)
{
	const struct in6_addr *saddr = solicit_from(n, skb);
	struct in6_addr target, group;

	memcpy(&target, n->primary_key, sizeof(target));
	switch (neigh_probe_kind(n)) {
	case NEIGH_PROBE_UNICAST:
		ndisc_send_ns(n->dev, &target, &target, saddr, 0);
		break;
	case NEIGH_PROBE_APP:
		neigh_app_ns(n);
		break;
	case NEIGH_PROBE_MULTICAST:
		addrconf_addr_solict_mult(&target, &group);
		ndisc_send_ns(n->dev, &target, &group, saddr, 0);
		break;
	}
}

static void ndisc_error_report(struct neighbour *n, struct sk_buff *skb)
{
	path_icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
}

static void pndisc_redo(struct sk_buff *skb)
{
	(void)ndisc_recv_ns(skb, true);
}

/* Questions about what we stand for come to its solicited-node group. */
static void solicited_group(const struct pneigh_entry *pn, struct in6_addr *group)
{
	struct in6_addr addr;

	memcpy(&addr, pn->key, sizeof(addr));
	addrconf_addr_solict_mult(&addr, group);
}

static void pndisc_constructor(struct pneigh_entry *pn)
{
	struct in6_addr group;

	if (!pn->dev)
		return;
	solicited_group(pn, &group);
	(void)ipv6_dev_mc_inc(pn->dev, &group);
}

static void pndisc_destructor(struct pneigh_entry *pn)
{
	struct in6_addr group;

	if (!pn->dev)
		return;
	solicited_group(pn, &group);
	(void)ipv6_dev_mc_dec(pn->dev, &group);
}

/* ---- life ---- */

static const struct neigh_ops nd_ops = {
	.solicit = ndisc_solicit,
	.error_report = ndisc_error_report,
	.pconstructor = pndisc_constructor,
	.pdestructor = pndisc_destructor,
	.proxy_redo = pndisc_redo,
};

static void send_na(struct net_device *dev, const struct in6_addr *daddr,
		    const struct in6_addr *target, bool router, bool solicited, bool override)
{
	ndisc_send_na(dev, daddr, target, router, solicited, override, true);
}

static void ndisc_netdev_event(struct net_device *dev, enum netdev_event event)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	switch (event) {
	case NETDEV_CHANGEADDR:
		if (idev && netif_running(dev) && IN6_DEV_CONF_GET(idev, NDISC_NOTIFY))
			ndisc_send_unsol_na(dev);
		break;
	case NETDEV_CHANGE:
		if (!dev->carrier && (!idev || (IN6_DEV_CONF_GET(idev, NDISC_EVICT_NOCARRIER) &&
						IPV6_DEVCONF_ALL(dev->net, NDISC_EVICT_NOCARRIER))))
			neigh_carrier_down(nd_tbl(dev->net), dev);
		break;
	default:
		break;
	}
}

int ndisc_net_init(struct net *net)
{
	static const struct addrconf_ops ops = {
		.send_ns = ndisc_send_ns,
		.send_na = send_na,
		.send_rs = ndisc_send_rs,
		.group_added = igmp6_group_added,
		.group_dropped = igmp6_group_dropped,
		.groups_stopped = igmp6_stopped,
	};
	int err = register_netdevice_notifier(net, ndisc_netdev_event);

	if (err)
		return err;
	neigh_set_ops(nd_tbl(net), &nd_ops);
	addrconf_set_ops(net, &ops);
	return 0;
}

void ndisc_net_exit(struct net *net)
{
	unregister_netdevice_notifier(net, ndisc_netdev_event);
	addrconf_set_ops(net, NULL);
	neigh_set_ops(nd_tbl(net), NULL);
}

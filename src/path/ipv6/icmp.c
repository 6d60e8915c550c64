// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ICMPv6 (RFC 4443): the errors that the path sends, and the questions that it answers.
 *
 * path_icmpv6_send() is where it is decided that no error is sent: about a packet to a group (but
 * for too big and unknown options), from no single node, about another error, to an anycast
 * address, or beyond the rate that is allowed.  An error quotes as much of its packet as fits into
 * 1280 bytes and goes by a route of its own.  While one is on its way out no other is sent.
 *
 * Received errors concern sockets; without one they are the end of the packet.
 */
#include "net/fib6.h"
#include "path/ipv6/ndisc.h"

enum { QUOTE_MAX = IPV6_MIN_MTU - sizeof(struct ipv6hdr) - sizeof(struct icmp6hdr) };
enum { REFLECT_ECHO_REPLY = 4 }; /* net.ipv6.flowlabel_reflect */

/* ---- stories ---- */

static const char *icmpv6_name(u8 type, u8 code)
{
	static const char *const unreach[] = {"no route",	  "administratively prohibited",
					      "beyond scope",	  "address unreachable",
					      "port unreachable", "source address failed policy",
					      "reject route"};

	switch (type) {
	case ICMPV6_DEST_UNREACH:
		return code < ARRAY_SIZE(unreach) ? unreach[code] : "unreachable";
	case ICMPV6_PKT_TOOBIG:
		return "packet too big";
	case ICMPV6_TIME_EXCEED:
		return code ? "reassembly time exceeded" : "hop limit exceeded";
	case ICMPV6_PARAMPROB:
		return "parameter problem";
	case ICMPV6_ECHO_REPLY:
		return "echo reply";
	default:
		return "error";
	}
}

void icmpv6_trace(struct sk_buff *skb, const char *kind, const struct in6_addr *to, bool made,
		  const char *why)
{
	struct trace_event ev = {.type = TRACE_reply};

	trace_text(ev.reply.kind, sizeof(ev.reply.kind), "%s", kind);
	trace_text(ev.reply.why, sizeof(ev.reply.why), "%s", why);
	ev.reply.to = trace_ip6(to);
	ev.reply.made = made;
	skb_trace(skb, &ev);
}

/* ---- how often ---- */

/* Information and a path MTU are not limited, nor is what ratemask leaves out. */
static bool icmpv6_mask_allow(struct net *net, u8 type)
{
	if (type & ICMPV6_INFOMSG_MASK || type == ICMPV6_PKT_TOOBIG)
		return true;
	return !(READ_ONCE(net->ipv6.sysctl_icmpv6_ratemask[type / 64]) >> (type % 64) & 1);
}

/* => NULL, and in *@limited whether the host's share counts */
static const char *icmpv6_global_allow(struct net_shard *shard, u8 type, bool *limited)
{
	*limited = false;
	if (icmpv6_mask_allow(shard->net, type))
		return NULL;
	if (!icmp_global_allow(shard))
		return "icmp_msgs_per_sec";
	*limited = true;
	return NULL;
}

/* The prefix length of the route; wider prefixes have a larger share. */
static u32 rate_shift(const struct rt6_info *rt)
{
	u32 plen = rt->from ? rt->from->leaf->plen : 0;

	return plen < 128 ? (128 - plen) >> 5 : 0;
}

static bool icmpv6_xrlim_allow(struct net_shard *shard, struct flowi6 *fl6)
{
	struct flowi6 key = *fl6;
	const struct rt6_info *rt = path6_route_key(shard->net, &key);
	bool allow = false;

	if (!rt->rt6_error) {
		u64 tmo = msecs_to_jiffies((u64)READ_ONCE(shard->net->ipv6.sysctl_icmpv6_time));

		allow = (rt->dev->flags & IFF_LOOPBACK) ||
			inet_peer_xrlim_allow(shard, inet_getpeer_v6(shard, &fl6->daddr),
					      tmo >> rate_shift(rt));
	}
	if (allow)
		icmp_global_consume(shard);
	else
		ICMP6_INC_STATS(shard, (struct inet6_dev *)NULL, ICMP_MIB_RATELIMITHOST);
	return allow;
}

/* ---- sending ---- */

/**
 * struct icmpv6_msg - a message on its way out
 * @about: the packet that it is about, whose data is at its network header for errors
 * @offset, @len: what of it, from data, stands behind the header
 */
struct icmpv6_msg {
	struct sk_buff *about;
	struct net_shard *shard;
	struct path6_shard *ps;
	struct icmp6hdr hdr;
	struct flowi6 fl6;
	u8 tclass;
	u32 offset, len;
};

/* The device that the packet came in by; what loops has come in by its address's device. */
static const struct net_device *icmp6_dev(const struct sk_buff *skb)
{
	const struct rt6_info *rt = skb->rt6;

	if ((skb->dev->flags & IFF_LOOPBACK) && rt && rt->rt6i_idev)
		return rt->rt6i_idev->dev;
	return skb->dev;
}

/* Somebody of a group shares the address: to whom would it go? */
static bool anycast_destination(const struct rt6_info *rt, const struct in6_addr *daddr)
{
	const struct fib6_leaf *l = rt->from ? rt->from->leaf : NULL;

	if (rt->rt6i_flags & RTF_ANYCAST)
		return true;
	return l && l->plen < 127 && !(rt->rt6i_flags & (RTF_GATEWAY | RTF_NONEXTHOP)) &&
	       ipv6_addr_equal(&l->key, daddr);
}

/* Header, then the quoted bytes, then out. */
static const char *icmpv6_push(struct icmpv6_msg *m, struct rt6_info *rt)
{
	struct ip6_made made = {.saddr = m->fl6.saddr,
				.daddr = m->fl6.daddr,
				.tclass = m->tclass,
				.protocol = IPPROTO_ICMPV6,
				.hop_limit = ipv6_addr_is_multicast(&m->fl6.daddr) ? 1 : -1,
				.flowlabel = m->fl6.flowlabel & IPV6_FLOWLABEL_MASK,
				.mark = m->fl6.flowi6_mark,
				.sk = m->ps->icmp_sk};
	u32 len = (u32)sizeof(struct icmp6hdr) + m->len;
	struct sk_buff *skb = ip6_make_skb(m->shard, m->about, &made, rt, len);
	struct inet6_dev *idev = rt->rt6i_idev;
	struct icmp6hdr *h;

	if (!skb)
		return "no memory";
	h = (struct icmp6hdr *)skb_transport_header(skb);
	*h = m->hdr;
	if (skb_copy_bits(m->about, m->offset, h + 1, m->len)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_HDR_TRUNC);
		return "cut short";
	}
	h->icmp6_cksum = 0;
	h->icmp6_cksum = csum_ipv6_magic(&made.saddr, &made.daddr, len, IPPROTO_ICMPV6,
					 csum_partial(h, len, 0));
	ICMP6MSGOUT_INC_STATS(m->shard, idev, h->icmp6_type);
	ICMP6_INC_STATS(m->shard, idev, ICMP_MIB_OUTMSGS);
	IP6_INC_STATS(m->shard, idev, IPSTATS_MIB_OUTREQUESTS);
	if (unlikely(m->about->story))
		icmpv6_trace(m->about, icmpv6_name(h->icmp6_type, h->icmp6_code), &made.daddr, true,
			     "");
	m->ps->icmp_busy = true;
	path6_local_out(m->shard->net, skb->sk, skb);
	m->ps->icmp_busy = false;
	return NULL;
}

/* ---- errors ---- */

/* Is it about an option at @info that wants an error even from a packet to a group? */
static bool opt_unrec(const struct sk_buff *skb, u32 info)
{
	u8 buf;
	const u8 *type = skb_header_pointer(skb, info, sizeof(buf), &buf);

	return type && (*type & 0xc0) == 0x80;
}

/* An error about an error, or about something that may be one. */
static bool is_ineligible(const struct sk_buff *skb)
{
	u8 nexthdr = ipv6_hdr(skb)->nexthdr, buf;
	const u8 *type;
	__be16 frag_off;
	int at = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &nexthdr, &frag_off);

	if (at < 0 || nexthdr != NEXTHDR_ICMP)
		return false;
	type = skb_header_pointer(skb, (u32)at, sizeof(buf), &buf);
	if (!type)
		return !frag_off;
	return !(*type & ICMPV6_INFOMSG_MASK);
}

/* => why no error is sent about @skb; NULL: one may be.  @to_group: it has no address to answer by */
static const char *forbidden(const struct icmpv6_msg *m, bool to_group)
{
	const struct sk_buff *skb = m->about;
	u32 type = ipv6_addr_type(&ipv6_hdr(skb)->saddr);

	if (to_group && m->hdr.icmp6_type != ICMPV6_PKT_TOOBIG &&
	    !(m->hdr.icmp6_type == ICMPV6_PARAMPROB && m->hdr.icmp6_code == ICMPV6_UNK_OPTION &&
	      opt_unrec(skb, ntohl(m->hdr.icmp6_pointer))))
		return "to a group, or not to this host's link-layer address";
	if (type == IPV6_ADDR_ANY || (type & IPV6_ADDR_MULTICAST))
		return "its source is no single node";
	if (is_ineligible(skb))
		return "an error about an error";
	return NULL;
}

/* Of the device it came in by, unless the route back has an address of its own. */
static void inbound_source(struct icmpv6_msg *m)
{
	struct net *net = m->shard->net;
	const struct rt6_info *rt = path6_route_key(net, &m->fl6);
	const struct net_device *dev;

	if (!rt->rt6_error && !ipv6_addr_any(&rt->prefsrc))
		return;
	dev = dev_get_by_index(net, IP6CB(m->about)->iif);
	if (dev)
		ipv6_dev_get_saddr(net, dev, &m->fl6.daddr, 0, &m->fl6.saddr);
}

/* The address that was spoken to, if it is ours and only ours. */
static void error_source(struct icmpv6_msg *m, bool to_group)
{
	const struct in6_addr *daddr = &ipv6_hdr(m->about)->daddr;
	struct net *net = m->shard->net;
	const struct net_device *dev = m->about->dev;

	if (!to_group &&
	    (ipv6_chk_addr(net, daddr, dev, false) || ipv6_chk_acast_addr(net, dev, daddr)))
		m->fl6.saddr = *daddr;
	else
		inbound_source(m);
}

static const char *route_back(struct icmpv6_msg *m, struct rt6_info **rt)
{
	struct net *net = m->shard->net;

	if (path6_route_output(net, m->ps->icmp_sk, &m->fl6, rt))
		return "no route back";
	if (!READ_ONCE(net->ipv6.sysctl_icmpv6_error_anycast_as_unicast) &&
	    anycast_destination(*rt, &m->fl6.daddr))
		return "its source is an anycast address";
	return NULL;
}

static const char *send_error(struct icmpv6_msg *m)
{
	const struct sk_buff *skb = m->about;
	const struct ipv6hdr *h = ipv6_hdr(skb);
	bool to_group = ipv6_addr_is_multicast(&h->daddr) || skb->pkt_type != PACKET_HOST;
	const char *why = forbidden(m, to_group);
	bool limited = false;
	struct rt6_info *rt;

	if (!why && !(skb->dev->flags & IFF_LOOPBACK))
		why = icmpv6_global_allow(m->shard, m->hdr.icmp6_type, &limited);
	if (!why && m->ps->icmp_busy)
		why = "another ICMPv6 message is being sent";
	if (why)
		return why;
	m->fl6 = (struct flowi6){.flowi6_proto = IPPROTO_ICMPV6,
				 .flowi6_mark = IP6_REPLY_MARK(m->shard->net, skb->mark),
				 .daddr = h->saddr};
	error_source(m, to_group);
	if (ipv6_addr_type(&h->saddr) & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_MULTICAST))
		m->fl6.flowi6_oif = icmp6_dev(skb)->ifindex;
	if (limited && !icmpv6_xrlim_allow(m->shard, &m->fl6))
		return "icmp/ratelimit";
	why = route_back(m, &rt);
	if (why)
		return why;
	m->len = min_t(u32, skb->len, QUOTE_MAX);
	return icmpv6_push(m, rt);
}

void path_icmpv6_send(struct sk_buff *skb, u8 type, u8 code, u32 info)
{
	struct icmpv6_msg m = {.about = skb,
			       .shard = skb->shard,
			       .ps = path6_shard(skb->shard),
			       .hdr = {.icmp6_type = type, .icmp6_code = code}};
	/* Its protocol may have taken headers off: they are still there. */
	u32 taken = (u32)(skb->data - skb_network_header(skb));
	const char *why = "no packet";

	m.hdr.icmp6_pointer = htonl(info);
	skb_push(skb, taken);
	if (skb->dev && pskb_may_pull(skb, sizeof(struct ipv6hdr)))
		why = send_error(&m);
	if (unlikely(skb->story) && why)
		icmpv6_trace(skb, icmpv6_name(type, code), &ipv6_hdr(skb)->saddr, false, why);
	skb_pull(skb, taken);
}

void icmpv6_param_prob_reason(struct sk_buff *skb, u8 code, u32 pos, enum skb_drop_reason reason)
{
	path_icmpv6_send(skb, ICMPV6_PARAMPROB, code, pos);
	kfree_skb_reason(skb, reason);
}

/* ---- answers ---- */

static const char *send_reply(struct icmpv6_msg *m)
{
	struct net *net = m->shard->net;
	const char *why = NULL;
	struct rt6_info *rt;
	bool limited = false;

	if (m->ps->icmp_busy)
		return "another ICMPv6 message is being sent";
	if (path6_route_output(net, m->ps->icmp_sk, &m->fl6, &rt))
		return "no route back";
	if (!(m->about->dev->flags & IFF_LOOPBACK))
		why = icmpv6_global_allow(m->shard, m->hdr.icmp6_type, &limited);
	if (why)
		return why;
	if (limited && !icmpv6_xrlim_allow(m->shard, &m->fl6))
		return "icmp/ratelimit";
	return icmpv6_push(m, rt);
}

/* The header has been taken off @skb; it is answered by what was spoken to, if that is one host. */
static enum skb_drop_reason icmpv6_echo_reply(struct sk_buff *skb, const struct icmp6hdr *request)
{
	struct netns_ipv6 *v6 = &skb_net(skb)->ipv6;
	const struct ipv6hdr *h = ipv6_hdr(skb);
	bool acast = anycast_destination(skb->rt6, &h->daddr);
	struct icmpv6_msg m = {.about = skb,
			       .shard = skb->shard,
			       .ps = path6_shard(skb->shard),
			       .hdr = *request,
			       .tclass = ipv6_get_dsfield(h),
			       .len = skb->len};
	const char *why;

	if ((READ_ONCE(v6->sysctl_icmpv6_echo_ignore_multicast) &&
	     ipv6_addr_is_multicast(&h->daddr)) ||
	    (READ_ONCE(v6->sysctl_icmpv6_echo_ignore_anycast) && acast))
		return SKB_DROP_REASON_ICMP_IGNORED;
	m.hdr.icmp6_type = ICMPV6_ECHO_REPLY;
	m.fl6 = (struct flowi6){.flowi6_proto = IPPROTO_ICMPV6,
				.flowi6_mark = IP6_REPLY_MARK(skb_net(skb), skb->mark),
				.flowi6_oif = icmp6_dev(skb)->ifindex,
				.daddr = h->saddr};
	if ((skb->rt6->rt6i_flags & RTF_LOCAL) ||
	    (acast && READ_ONCE(v6->sysctl_anycast_src_echo_reply)))
		m.fl6.saddr = h->daddr;
	if (READ_ONCE(v6->sysctl_flowlabel_reflect) & REFLECT_ECHO_REPLY)
		m.fl6.flowlabel = ip6_flowlabel(h);
	why = send_reply(&m);
	if (!why)
		return SKB_CONSUMED;
	if (unlikely(skb->story))
		icmpv6_trace(skb, "echo reply", &m.fl6.daddr, false, why);
	return SKB_DROP_REASON_ICMP_IGNORED;
}

static bool checksum_ok(const struct sk_buff *skb)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);

	return skb_csum_unnecessary(skb) ||
	       !csum_ipv6_magic(&h->saddr, &h->daddr, skb->len, IPPROTO_ICMPV6,
				skb_checksum(skb, 0, skb->len, 0));
}

/* Errors tell sockets, of which there are none; the rest asks for nothing. */
/* Behind the checksum; data is behind the header. */
static enum skb_drop_reason icmpv6_dispatch(struct sk_buff *skb, const struct icmp6hdr *h)
{
	switch (h->icmp6_type) {
	case ICMPV6_ECHO_REQUEST:
		if (READ_ONCE(skb_net(skb)->ipv6.sysctl_icmpv6_echo_ignore_all))
			return SKB_DROP_REASON_ICMP_IGNORED;
		return icmpv6_echo_reply(skb, h);
	case ICMPV6_MGM_QUERY:
		igmp6_event_query(skb);
		return SKB_CONSUMED;
	case ICMPV6_MGM_REPORT:
		igmp6_event_report(skb);
		return SKB_CONSUMED;
	case NDISC_ROUTER_SOLICITATION ... NDISC_REDIRECT:
		return ndisc_rcv(skb);
	default:
		return SKB_DROP_REASON_ICMP_IGNORED;
	}
}

static enum skb_drop_reason icmpv6_handle(struct sk_buff *skb, struct inet6_dev *idev)
{
	struct icmp6hdr h;

	if (!checksum_ok(skb)) {
		ICMP6_INC_STATS(skb->shard, idev, ICMP_MIB_CSUMERRORS);
		ICMP6_INC_STATS(skb->shard, idev, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_ICMP_CSUM;
	}
	if (!pskb_may_pull(skb, sizeof(h))) {
		ICMP6_INC_STATS(skb->shard, idev, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	memcpy(&h, skb->data, sizeof(h));
	skb_pull(skb, sizeof(h));
	ICMP6MSGIN_INC_STATS(skb->shard, idev, h.icmp6_type);
	return icmpv6_dispatch(skb, &h);
}

int icmpv6_rcv(struct sk_buff *skb)
{
	struct inet6_dev *idev = __in6_dev_get(skb->dev);
	enum skb_drop_reason reason;

	if (unlikely(skb->story))
		deliver6_trace(skb, "icmpv6", "icmpv6");
	ICMP6_INC_STATS(skb->shard, idev, ICMP_MIB_INMSGS);
	reason = icmpv6_handle(skb, idev);
	if (reason)
		kfree_skb_reason(skb, reason);
	else
		consume_skb(skb);
	return 0;
}

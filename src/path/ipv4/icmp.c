// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ICMP (RFC 792, 1122, 1812): the errors that the path sends, and the questions that it answers.
 *
 * __icmp_send() is where it is decided that no error is sent: about a fragment that is not the
 * first, a broadcast, a group, another error, or beyond the rate that is allowed.  An error quotes
 * as much of its packet as fits into 576 bytes, has the sender's options, and goes by a route of
 * its own.  While one is on its way out no other is sent (icmp_busy).
 *
 * Received errors concern sockets, of which there are none; what routes learn from them all the
 * same stands in icmp_err().
 */
#include "path/ipv4/ip_internal.h"

enum {
	ICMP_MAX_TYPE = NR_ICMP_TYPES,
	ICMP_QUOTE_MAX = 576,
	TIMESTAMPS_LEN = 3 * sizeof(__be32),
};
/* A source address for an error about an interface without one (RFC 7600). */
#define INADDR_DUMMY_ADDR htonl(0xc0000008)

/* Bit t: ICMP type t is an error, or so unknown that it is taken for one. */
#define T(t)		  (1u << (t))
static const u32 icmp_error_types = T(1) | T(2) | T(ICMP_DEST_UNREACH) | T(ICMP_SOURCE_QUENCH) |
				    T(ICMP_REDIRECT) | T(6) | T(7) | T(9) | T(10) |
				    T(ICMP_TIME_EXCEEDED) | T(ICMP_PARAMETERPROB);
#undef T

static bool icmp_is_error(int type)
{
	return type > ICMP_MAX_TYPE || (icmp_error_types >> type & 1);
}

/* ---- stories ---- */

static const char *icmp_name(int type, int code)
{
	static const char *const unreach[] = {"net unreachable",
					      "host unreachable",
					      "protocol unreachable",
					      "port unreachable",
					      "fragmentation needed",
					      "source route failed",
					      "net unknown",
					      "host unknown",
					      "host isolated",
					      "net prohibited",
					      "host prohibited",
					      "net unreachable for TOS",
					      "host unreachable for TOS",
					      "packet filtered",
					      "precedence violation",
					      "precedence cutoff"};

	switch (type) {
	case ICMP_DEST_UNREACH:
		return code >= 0 && code < (int)ARRAY_SIZE(unreach) ? unreach[code] : "unreachable";
	case ICMP_TIME_EXCEEDED:
		return code ? "reassembly time exceeded" : "time exceeded";
	case ICMP_REDIRECT:
		return "redirect";
	case ICMP_PARAMETERPROB:
		return "parameter problem";
	case ICMP_ECHOREPLY:
		return "echo reply";
	case ICMP_TIMESTAMPREPLY:
		return "timestamp reply";
	default:
		return "error";
	}
}

void icmp_trace(struct sk_buff *skb, const char *kind, __be32 to, bool made, const char *why)
{
	struct trace_event ev = {.type = TRACE_reply};

	trace_text(ev.reply.kind, sizeof(ev.reply.kind), "%s", kind);
	trace_text(ev.reply.why, sizeof(ev.reply.why), "%s", why);
	ev.reply.to = trace_ip4(to);
	ev.reply.made = made;
	skb_trace(skb, &ev);
}

/* ---- how often ---- */

/* Not every type is limited, and a path MTU must get through. */
static bool icmpv4_mask_allow(const struct net *net, int type, int code)
{
	if (type > ICMP_MAX_TYPE)
		return true;
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		return true;
	return !((1u << type) & (u32)READ_ONCE(((struct net *)net)->ipv4.sysctl_icmp_ratemask));
}

bool icmp_global_allow(struct net_shard *shard)
{
	struct netns_ipv4 *v4 = &shard->net->ipv4;
	struct path_shard *ps = path_shard(shard);
	u64 now = shard->clock.jiffies, delta;
	int grown;

	if (ps->icmp_credit > 0)
		return true;
	delta = min_t(u64, now - ps->icmp_stamp, HZ);
	if (delta < HZ / 50)
		goto exhausted;
	grown = (int)((u64)READ_ONCE(v4->sysctl_icmp_msgs_per_sec) * delta / HZ);
	if (!grown)
		goto exhausted;
	ps->icmp_stamp = now;
	ps->icmp_credit =
		min_t(int, ps->icmp_credit + grown, READ_ONCE(v4->sysctl_icmp_msgs_burst));
	return true;
exhausted:
	ICMP_INC_STATS(shard, ICMP_MIB_RATELIMITGLOBAL);
	return false;
}

/* What the budget pays is random, so that nobody can count on it. */
void icmp_global_consume(struct net_shard *shard)
{
	path_shard(shard)->icmp_credit -= (int)prandom_below(&shard->random, 3);
}

/* One host's share of @type, and the budget's. */
static bool icmpv4_xrlim_allow(struct net_shard *shard, const struct rtable *rt, __be32 daddr)
{
	u64 timeout = msecs_to_jiffies((u64)READ_ONCE(shard->net->ipv4.sysctl_icmp_ratelimit));

	if (!(rt->dev->flags & IFF_LOOPBACK) &&
	    !inet_peer_xrlim_allow(shard, inet_getpeer_v4(shard, daddr), timeout)) {
		ICMP_INC_STATS(shard, ICMP_MIB_RATELIMITHOST);
		return false;
	}
	icmp_global_consume(shard);
	return true;
}

/* ---- sending ---- */

/**
 * struct icmp_msg - a message on its way out
 * @about: the packet that it is about
 * @limited: its type is one of those that are counted
 */
struct icmp_msg {
	struct sk_buff *about;
	struct net_shard *shard;
	struct path_shard *ps;
	struct icmphdr hdr;
	struct ip_options_data opt;
	struct ip_made made;
	bool limited;
};

static const char *icmp_route(struct icmp_msg *m, __be32 saddr, u8 tos, u32 mark,
			      struct rtable **rt)
{
	const struct iphdr *iph = ip_hdr(m->about);

	m->made.addr = iph->saddr;
	m->made.tos = tos;
	m->made.protocol = IPPROTO_ICMP;
	m->made.opt = &m->opt;
	m->made.sk = m->ps->icmp_sk;
	m->made.fl = (struct flowi4){.daddr = m->opt.opt.srr ? m->opt.opt.faddr : iph->saddr,
				     .saddr = saddr,
				     .flowi4_mark = mark,
				     .flowi4_tos = tos & INET_DSCP_MASK,
				     .flowi4_proto = IPPROTO_ICMP};
	return path_route_output_key(m->shard->net, &m->made.fl, rt) ? "no route back" : NULL;
}

/* @len bytes of the packet, from @offset of its IP header, which may stand before data. */
static int copy_quote(const struct sk_buff *skb, u32 offset, void *to, u32 len)
{
	u32 front = (u32)(skb->data - skb_network_header(skb)), n = 0;

	if (offset < front) {
		n = min_t(u32, len, front - offset);
		memcpy(to, skb_network_header(skb) + offset, n);
		offset = front;
	}
	return skb_copy_bits(skb, offset - front, (u8 *)to + n, len - n);
}

static u32 packet_len(const struct sk_buff *skb)
{
	return skb->len + (u32)(skb->data - skb_network_header(skb));
}

/* Header, then @len bytes of the packet from @offset, then out. */
static const char *icmp_push_reply(struct icmp_msg *m, struct rtable *rt, u32 offset, u32 len)
{
	struct sk_buff *skb;
	struct icmphdr *h;

	skb = ip_make_skb(m->shard, m->about, &m->made, rt, sizeof(*h) + len);
	if (!skb)
		return "no memory";
	h = (struct icmphdr *)skb_transport_header(skb);
	*h = m->hdr;
	if (copy_quote(m->about, offset, h + 1, len)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_HDR_TRUNC);
		return "cut short";
	}
	h->checksum = 0;
	h->checksum = csum_fold(csum_partial(h, sizeof(*h) + len, 0));
	if (unlikely(m->about->story))
		icmp_trace(m->about, icmp_name(h->type, h->code), m->made.addr, true, "");
	ICMPMSGOUT_INC_STATS(m->shard, h->type);
	ICMP_INC_STATS(m->shard, ICMP_MIB_OUTMSGS);
	m->ps->icmp_busy = true;
	ip_send_skb(skb);
	m->ps->icmp_busy = false;
	return NULL;
}

/* ---- errors ---- */

/* => why no error is sent about @skb; NULL: one may be */
static const char *icmp_send_forbidden(const struct sk_buff *skb, int type)
{
	const struct iphdr *iph = ip_hdr(skb);
	u32 at = (u32)skb_network_offset(skb) + iph->ihl * 4u + offsetof(struct icmphdr, type);
	u8 inner;

	if (!skb->rt)
		return "the packet has no route";
	if (skb->pkt_type != PACKET_HOST)
		return "not addressed to this host's link-layer address";
	if (rt_is_group(skb->rt))
		return "broadcast or multicast";
	if (iph->frag_off & htons(IP_OFFSET))
		return "not the first fragment";
	if (!icmp_is_error(type) || iph->protocol != IPPROTO_ICMP)
		return NULL;
	/* The type may stand before data, when the packet is at its protocol already. */
	if (packet_len(skb) <= iph->ihl * 4u)
		return "an ICMP message without a type";
	if ((int)at < 0)
		inner = *(skb->data + (int)at);
	else if (skb_copy_bits(skb, at, &inner, 1))
		return "an ICMP message without a type";
	return icmp_is_error(inner) ? "an error about an error" : NULL;
}

/* The source of the error: the address that was spoken to, if it is ours. */
static __be32 icmp_error_saddr(const struct sk_buff *skb)
{
	struct net *net = skb_net(skb);
	struct net_device *dev;

	if (skb->rt->rt_flags & RT_INPUT_LOCAL)
		return ip_hdr(skb)->daddr;
	if (!skb->skb_iif || !READ_ONCE(net->ipv4.sysctl_icmp_errors_use_inbound_ifaddr))
		return 0;
	dev = dev_get_by_index(net, skb->skb_iif);
	return dev ? inet_select_addr(dev, ip_hdr(skb)->saddr, RT_SCOPE_LINK) : 0;
}

/* Bytes to quote: what fits into 576 and the way's MTU; 0: not even a header. */
static u32 icmp_quote_len(const struct icmp_msg *m, const struct rtable *rt)
{
	u32 room = min_t(u32, ip_dst_mtu(rt), ICMP_QUOTE_MAX);
	u32 headers = sizeof(struct iphdr) + m->opt.opt.optlen + sizeof(struct icmphdr);

	if (room <= headers + sizeof(struct iphdr))
		return 0;
	return min_t(u32, room - headers, packet_len(m->about));
}

static bool from_loopback(const struct sk_buff *skb)
{
	return skb->dev && (skb->dev->flags & IFF_LOOPBACK);
}

static const char *icmp_send_error(struct icmp_msg *m, const struct ip_options *opt)
{
	struct sk_buff *skb = m->about;
	const struct iphdr *iph = ip_hdr(skb);
	const char *why = icmp_send_forbidden(skb, m->hdr.type);
	struct rtable *rt;
	u32 quote;

	if (why)
		return why;
	if (!from_loopback(skb) && !icmpv4_mask_allow(m->shard->net, m->hdr.type, m->hdr.code)) {
		if (!icmp_global_allow(m->shard))
			return "icmp_msgs_per_sec";
		m->limited = true;
	}
	if (m->ps->icmp_busy)
		return "another ICMP message is being sent";
	if (ip_options_echo(&m->opt, skb, opt))
		return "options that cannot be answered";
	why = icmp_route(m, icmp_error_saddr(skb),
			 icmp_is_error(m->hdr.type) ? (iph->tos & 0x1e) | 0xc0 : iph->tos,
			 IP4_REPLY_MARK(m->shard->net, skb->mark), &rt);
	if (why)
		return why;
	if (m->limited && !icmpv4_xrlim_allow(m->shard, rt, m->made.fl.daddr))
		return "icmp_ratelimit";
	quote = icmp_quote_len(m, rt);
	if (!quote)
		return "the way's MTU is too small";
	if (!m->made.fl.saddr)
		m->made.fl.saddr = INADDR_DUMMY_ADDR;
	return icmp_push_reply(m, rt, 0, quote);
}

void __icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info,
		 const struct ip_options *opt)
{
	struct icmp_msg m = {.about = skb_in,
			     .shard = skb_in->shard,
			     .ps = path_shard(skb_in->shard),
			     .hdr = {.type = (u8)type, .code = (u8)code, .un.gateway = info}};
	const char *why = icmp_send_error(&m, opt);

	if (unlikely(skb_in->story) && why)
		icmp_trace(skb_in, icmp_name(type, code), ip_hdr(skb_in)->saddr, false, why);
}

void path_icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	__icmp_send(skb_in, type, code, info, skb_in->ip_opt ? IPCB(skb_in) : NULL);
}

/* ---- answers ---- */

/* @len bytes of the packet from @offset of its IP header go behind the header. */
static const char *icmp_reply(struct icmp_msg *m, u32 offset, u32 len)
{
	struct sk_buff *skb = m->about;
	struct rtable *rt;
	const char *why;

	if (!icmpv4_mask_allow(m->shard->net, m->hdr.type, m->hdr.code)) {
		if (!icmp_global_allow(m->shard))
			return "icmp_msgs_per_sec";
		m->limited = true;
	}
	if (ip_options_echo(&m->opt, skb, skb->ip_opt ? IPCB(skb) : NULL))
		return "options that cannot be answered";
	if (m->ps->icmp_busy)
		return "another ICMP message is being sent";
	why = icmp_route(m, fib_compute_spec_dst(skb), ip_hdr(skb)->tos,
			 IP4_REPLY_MARK(m->shard->net, skb->mark), &rt);
	if (why)
		return why;
	if (m->limited && !icmpv4_xrlim_allow(m->shard, rt, m->made.fl.daddr))
		return "icmp_ratelimit";
	return icmp_push_reply(m, rt, offset, len);
}

/* What stands behind the ICMP header of @skb, whose data is there. */
static u32 payload_offset(const struct sk_buff *skb)
{
	return ip_hdrlen(skb) + sizeof(struct icmphdr);
}

static enum skb_drop_reason icmp_answer(struct icmp_msg *m, u32 offset, u32 len)
{
	const char *why = icmp_reply(m, offset, len);

	if (!why)
		return SKB_CONSUMED;
	if (unlikely(m->about->story))
		icmp_trace(m->about, icmp_name(m->hdr.type, m->hdr.code), ip_hdr(m->about)->saddr,
			   false, why);
	return SKB_DROP_REASON_ICMP_IGNORED;
}

static enum skb_drop_reason icmp_echo(struct icmp_msg *m)
{
	if (READ_ONCE(m->shard->net->ipv4.sysctl_icmp_echo_ignore_all))
		return SKB_DROP_REASON_ICMP_IGNORED;
	m->hdr.type = ICMP_ECHOREPLY;
	return icmp_answer(m, payload_offset(m->about), m->about->len);
}

/* The stamps are written into the question: its last two words are ours to fill. */
static enum skb_drop_reason icmp_timestamp(struct icmp_msg *m)
{
	struct sk_buff *skb = m->about, *copy;
	enum skb_drop_reason reason;
	__be32 *stamp, now = inet_current_timestamp(m->shard);

	if (skb->len < sizeof(__be32))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	copy = skb_copy(skb, skb_headroom(skb));
	if (!copy)
		return SKB_DROP_REASON_NOMEM;
	if (copy->len < TIMESTAMPS_LEN && skb_expand_tail(copy, TIMESTAMPS_LEN - copy->len)) {
		consume_skb(copy);
		return SKB_DROP_REASON_NOMEM;
	}
	if (copy->len < TIMESTAMPS_LEN)
		skb_put(copy, TIMESTAMPS_LEN - copy->len);
	stamp = (__be32 *)copy->data;
	memcpy(&stamp[1], &now, sizeof(now));
	memcpy(&stamp[2], &now, sizeof(now));
	m->hdr.type = ICMP_TIMESTAMPREPLY;
	m->hdr.code = 0;
	m->about = copy;
	reason = icmp_answer(m, payload_offset(copy), TIMESTAMPS_LEN);
	consume_skb(copy);
	return reason;
}

/* ---- errors about what we sent ---- */

/* => the MTU that net.ipv4.ip_no_pmtu_disc lets us know; -1: the whole error is ignored */
static int mtu_told(const struct icmp_msg *m, const struct iphdr *iph)
{
	switch (READ_ONCE(m->shard->net->ipv4.sysctl_ip_no_pmtu_disc)) {
	case 0:
		return ntohs(m->hdr.un.frag.mtu);
	case 2:
		return -1;
	case 3:
		/* Only protocols that can tell a forged error from a true one. */
		return iph->protocol == IPPROTO_TCP || iph->protocol == IPPROTO_SCTP
			       ? ntohs(m->hdr.un.frag.mtu)
			       : -1;
	default:
		return 0;
	}
}

/* Without a socket only two kinds of packets of ours have something to learn from; see
 * route_learn.c. */
static void learn(struct icmp_msg *m, u8 protocol, int mtu)
{
	if (m->hdr.type == ICMP_REDIRECT)
		ip_rt_redirect(m->about, &m->hdr, protocol);
	else if (m->hdr.type == ICMP_DEST_UNREACH && m->hdr.code == ICMP_FRAG_NEEDED)
		ip_rt_update_pmtu(m->about, (u32)mtu, protocol);
}

/* The protocol of the packet that is quoted at data, at least eight bytes of it.  => false: it
 * looked for a socket in vain */
static bool icmp_err(struct icmp_msg *m, int mtu)
{
	const struct iphdr *iph = (const struct iphdr *)m->about->data;

	switch (iph->protocol) {
	case IPPROTO_ICMP:
		if (((const u8 *)iph)[iph->ihl * 4u] == ICMP_ECHOREPLY)
			learn(m, IPPROTO_ICMP, mtu);
		return true;
	case IPPROTO_UDP:
		learn(m, IPPROTO_UDP, mtu);
		return false;
	case IPPROTO_TCP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
		return false;
	default:
		return true;
	}
}

/* => false: the error quotes too little, or a packet that nobody here knows of */
static bool icmp_error(struct icmp_msg *m)
{
	const struct icmphdr *h = &m->hdr;
	const struct iphdr *iph;
	int mtu = 0;

	if (!pskb_may_pull(m->about, sizeof(*iph)))
		return false;
	iph = (const struct iphdr *)m->about->data;
	if (iph->ihl < 5)
		return false;
	if ((h->type == ICMP_DEST_UNREACH && h->code > NR_ICMP_UNREACH) ||
	    (h->type == ICMP_TIME_EXCEEDED && h->code == ICMP_EXC_FRAGTIME))
		return true;
	if (h->type == ICMP_DEST_UNREACH && h->code == ICMP_FRAG_NEEDED) {
		mtu = mtu_told(m, iph);
		if (mtu < 0)
			return true;
	}
	if (!pskb_may_pull(m->about, iph->ihl * 4u + 8))
		return false;
	return icmp_err(m, mtu);
}

/* To a broadcast or a group: only questions, and those only if net.ipv4 allows it. */
static bool icmp_group_ignored(const struct sk_buff *skb, u8 type)
{
	if (type == ICMP_ECHO || type == ICMP_TIMESTAMP)
		return READ_ONCE(skb_net(skb)->ipv4.sysctl_icmp_echo_ignore_broadcasts);
	return type != ICMP_ADDRESS && type != ICMP_ADDRESSREPLY;
}

static enum skb_drop_reason icmp_handle(struct sk_buff *skb)
{
	struct icmp_msg m = {.about = skb, .shard = skb->shard, .ps = path_shard(skb->shard)};

	if (!pskb_may_pull(skb, sizeof(struct icmphdr))) {
		ICMP_INC_STATS(m.shard, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	memcpy(&m.hdr, skb->data, sizeof(m.hdr));
	skb_pull(skb, sizeof(m.hdr));
	ICMPMSGIN_INC_STATS(m.shard, m.hdr.type);
	/* PROBE (RFC 8335) is known, and off. */
	if (m.hdr.type == ICMP_EXT_ECHO || m.hdr.type == ICMP_EXT_ECHOREPLY)
		return SKB_DROP_REASON_ICMP_IGNORED;
	if (m.hdr.type > ICMP_MAX_TYPE) {
		ICMP_INC_STATS(m.shard, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_UNHANDLED_PROTO;
	}
	if (rt_is_group(skb->rt) && icmp_group_ignored(skb, m.hdr.type)) {
		ICMP_INC_STATS(m.shard, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_ICMP_IGNORED;
	}
	switch (m.hdr.type) {
	case ICMP_ECHO:
		return icmp_echo(&m);
	case ICMP_TIMESTAMP:
		return icmp_timestamp(&m);
	case ICMP_DEST_UNREACH:
	case ICMP_SOURCE_QUENCH:
	case ICMP_REDIRECT:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		if (!icmp_error(&m))
			ICMP_INC_STATS(m.shard, ICMP_MIB_INERRORS);
		return SKB_DROP_REASON_ICMP_IGNORED;
	default:
		return SKB_DROP_REASON_ICMP_IGNORED;
	}
}

int icmp_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason;

	if (unlikely(skb->story))
		deliver_trace(skb, "icmp", "icmp");
	ICMP_INC_STATS(skb->shard, ICMP_MIB_INMSGS);
	if (csum_fold(skb_checksum(skb, 0, skb->len, 0))) {
		ICMP_INC_STATS(skb->shard, ICMP_MIB_CSUMERRORS);
		ICMP_INC_STATS(skb->shard, ICMP_MIB_INERRORS);
		reason = SKB_DROP_REASON_ICMP_CSUM;
	} else
		reason = icmp_handle(skb);
	if (reason)
		kfree_skb_reason(skb, reason);
	else
		consume_skb(skb);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * local: sockets of programs behind a stack that has none.
 *
 *	ip_local_deliver_finish ──► TCP, UDP, UDP-Lite, SCTP ──► programs
 *	                        ──► ICMP: echo requests are answered here; the rest is seen by
 *	                            programs as well
 *	programs ──► fragments put together, a route, LOCAL_OUT, …
 *
 * The programs' stack is a kernel's, and answers for ports where nobody listens: its resets and
 * unreachables come down like everything else.  It may cut a datagram before we see it; LOCAL_OUT
 * sees the whole one all the same, as it would in one kernel.
 */
#include "drivers/local.h"

#include "net/inet_frag.h"
#include "net/output.h"
#include "net/route.h"

#include <linux/icmp.h>
#include <linux/ip.h>

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

/* ---- to programs ---- */

static void trace_delivery(struct sk_buff *skb, u8 protocol)
{
	struct trace_event ev = {.type = TRACE_deliver};

	trace_text(ev.deliver.protocol, sizeof(ev.deliver.protocol), "%s",
		   protocol == IPPROTO_TCP   ? "tcp"
		   : protocol == IPPROTO_UDP ? "udp"
					     : "other");
	trace_text(ev.deliver.to, sizeof(ev.deliver.to), "%s", "local");
	skb_trace(skb, &ev);
}

/* What the stack answers by itself, whoever listens. */
static bool answered_here(const struct sk_buff *skb)
{
	u8 buf;
	const u8 *type = skb_header_pointer(skb, ip_hdr(skb)->ihl * 4u, sizeof(buf), &buf);

	return !type || *type == ICMP_ECHO || *type == ICMP_TIMESTAMP;
}

static bool local_deliver(struct local_port *port, struct sk_buff *skb)
{
	struct local_sockets *s = (struct local_sockets *)port;
	u8 protocol = ip_hdr(skb)->protocol;

	switch (protocol) {
	case IPPROTO_ICMP:
		if (!answered_here(skb))
			s->transmit(s->ctx, skb);
		return false;
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
		break;
	default:
		return false;
	}
	if (unlikely(skb->story))
		trace_delivery(skb, protocol);
	IP_INC_STATS(skb->shard, IPSTATS_MIB_INDELIVERS);
	s->transmit(s->ctx, skb);
	consume_skb(skb);
	return true;
}

void local_port_attach(struct net *net, struct local_sockets *sockets)
{
	sockets->port.deliver = local_deliver;
	rcu_assign_pointer(net->local_port, &sockets->port);
}

void local_port_detach(struct net *net)
{
	rcu_assign_pointer(net->local_port, NULL);
	rcu_wait();
}

static void swallow(void *ctx, struct sk_buff *skb)
{
}

void local_port_mute(struct net *net)
{
	if (net->local_port)
		((struct local_sockets *)net->local_port)->transmit = swallow;
}

/* ---- from programs ---- */

static bool header_ok(const struct sk_buff *skb)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;

	return skb_headlen(skb) >= sizeof(*iph) && iph->version == 4 && iph->ihl >= 5 &&
	       skb_headlen(skb) >= iph->ihl * 4u && ntohs(iph->tot_len) == skb->len;
}

static void prepare(struct net *net, struct sk_buff *skb, struct sock *sk)
{
	skb->dev = net->loopback_dev;
	skb->protocol = htons(ETH_P_IP);
	skb->sk = sock_get(sk);
	skb_set_transport_header(skb, (int)(ip_hdr(skb)->ihl * 4u));
}

/* Ports of the first fragment at the latest; 0 where there are none. */
static int look_up(struct net *net, const struct sk_buff *skb, struct rtable **rt)
{
	const struct iphdr *iph = ip_hdr(skb);
	__be16 buf[2] = {0}, none[2] = {0};
	const __be16 *ports = none;
	struct flowi4 fl = {.daddr = iph->daddr,
			    .saddr = iph->saddr,
			    .flowi4_tos = iph->tos,
			    .flowi4_proto = iph->protocol};

	if (iph->protocol == IPPROTO_TCP || iph->protocol == IPPROTO_UDP)
		ports = skb_header_pointer(skb, iph->ihl * 4u, sizeof(buf), buf);
	if (!ports)
		return -EINVAL;
	fl.fl4_sport = ports[0];
	fl.fl4_dport = ports[1];
	return ip_route_output_key(net, &fl, rt);
}

int local_port_output(struct net *net, struct sk_buff *skb, struct sock *sk)
{
	struct rtable *rt;
	int err;

	if (!header_ok(skb)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_IP_INHDR);
		return -EINVAL;
	}
	prepare(net, skb, sk);
	if (ip_hdr(skb)->frag_off & htons(0x3fff) && ip_defrag(net, skb, IP_DEFRAG_LOCAL_DELIVER))
		return 0;
	err = look_up(net, skb, &rt);
	if (err) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_OUTNOROUTES);
		kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
		return err;
	}
	skb_dst_set(skb, rt);
	skb->dev = rt->dev;
	return ip_local_out(net, skb->sk, skb);
}

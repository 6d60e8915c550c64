// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel's raw sockets do with IP_HDRINCL: the program's IP header goes out nearly as it
 * is.  The destination is looked up with nothing but its address; the length, the checksum, an
 * absent source and an absent id are filled in; LOCAL_OUT may refuse it with EPERM.
 */
#include "host/rawsend.h"

#include "host/rawsend_internal.h"
#include "net/output.h"
#include "net/route.h"

#include <linux/ipv6.h>

static int look_up(struct net *net, const struct sock *sk, const u8 *data, struct flowi4 *fl,
		   struct rtable **rt)
{
	*fl = (struct flowi4){.flowi4_proto = IPPROTO_RAW,
			      .flowi4_flags = FLOWI_FLAG_ANYSRC,
			      .flowi4_uid = sk->uid,
			      .flowi4_mark = sk->mark};
	memcpy(&fl->daddr, data + offsetof(struct iphdr, daddr), sizeof(fl->daddr));
	return ip_route_output_key(net, fl, rt);
}

/* Broadcasts need SO_BROADCAST, and nothing is fragmented. */
static int refuse(const struct rtable *rt, u32 len)
{
	if (rt->rt_type == RTN_BROADCAST)
		return -EACCES;
	return len > READ_ONCE(rt->dev->mtu) ? -EMSGSIZE : 0;
}

static int fill_in(struct net_shard *shard, struct sk_buff *skb, const struct flowi4 *fl)
{
	struct iphdr *iph = ip_hdr(skb);
	u32 hdrlen = iph->ihl * 4u;

	if (hdrlen > skb->len || hdrlen < sizeof(*iph))
		return -EINVAL;
	if (!iph->saddr)
		iph->saddr = fl->saddr;
	iph->check = 0;
	iph->tot_len = htons((u16)skb->len);
	if (!iph->id && !(iph->frag_off & htons(0x4000)))
		iph->id = htons(++shard->ip_ident);
	iph->check = ip_fast_csum(iph, iph->ihl);
	skb_set_transport_header(skb, (int)hdrlen);
	return 0;
}

void raw_begin_story(struct sk_buff *skb, struct trace_story *story)
{
	struct trace_event ev = {.type = TRACE_begin};

	skb->story = story;
	trace_text(ev.begin.origin, sizeof(ev.begin.origin), "local");
	ev.begin.len = skb->len;
	skb_summary(skb, ev.begin.summary, sizeof(ev.begin.summary));
	skb_trace(skb, &ev);
}

static int send_by(struct net *net, struct sock *sk, struct rtable *rt, const struct flowi4 *fl,
		   const u8 *data, u32 len, struct trace_story *story, u64 *id)
{
	struct net_shard *shard = net_shard0(net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, len);
	int err;

	if (!skb)
		return -ENOBUFS;
	*id = skb->id;
	memcpy(skb_put(skb, len), data, len);
	skb->protocol = htons(ETH_P_IP);
	skb->mark = sk->mark;
	skb->sk = sock_get(sk);
	skb_reset_network_header(skb);
	skb_reset_transport_header(skb);
	skb_dst_set(skb, rt);
	skb->dev = rt->dev;
	err = fill_in(shard, skb, fl);
	if (err) {
		IP_INC_STATS(shard, IPSTATS_MIB_OUTDISCARDS);
		consume_skb(skb);
		return err;
	}
	if (story)
		raw_begin_story(skb, story);
	return ip_send_raw(net, sk, skb);
}

static int raw4_send(struct net *net, struct sock *sk, const u8 *data, u32 len,
		     struct trace_story *story, u64 *id)
{
	struct rtable *rt;
	struct flowi4 fl;
	int err;

	if (len < sizeof(struct iphdr))
		return -EINVAL;
	if (len > 0xffff)
		return -EMSGSIZE;
	err = look_up(net, sk, data, &fl, &rt);
	if (!err)
		err = refuse(rt, len);
	return err ? err : send_by(net, sk, rt, &fl, data, len, story, id);
}

static bool is_ipv6(const u8 *data, u32 len)
{
	return len >= sizeof(struct ipv6hdr) && data[0] >> 4 == 6;
}

int raw_send(struct net *net, struct sock *sk, const u8 *data, u32 len, struct trace_story *story,
	     u64 *id)
{
	struct net_shard *shard = net_shard0(net);
	int err;

	rcu_lock();
	shard->in_backlog = true;
	if (is_ipv6(data, len))
		err = raw6_send(net, sk, data, len, story, id);
	else
		err = raw4_send(net, sk, data, len, story, id);
	shard->in_backlog = false;
	rcu_unlock();
	net_run_backlog(shard);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel's raw IPv6 sockets do with a header that the program wrote (IPV6_HDRINCL): it goes
 * out as it is, length field included.  The destination is looked up with nothing but its address;
 * LOCAL_OUT may refuse it with EPERM.
 */
#include "host/rawsend_internal.h"
#include "net/ip6_route.h"
#include "net/output.h"

static int look_up(struct net *net, struct sock *sk, const u8 *data, struct rt6_info **rt)
{
	struct flowi6 fl6 = {
		.flowi6_proto = IPPROTO_RAW, .flowi6_uid = sk->uid, .flowi6_mark = sk->mark};

	memcpy(&fl6.daddr, data + offsetof(struct ipv6hdr, daddr), sizeof(fl6.daddr));
	/* As for programs: the unspecified address is this host. */
	if (ipv6_addr_any(&fl6.daddr))
		fl6.daddr.s6_addr[15] = 1;
	return net_path_ops(net)->ip6_route_output(net, sk, &fl6, rt);
}

static int send_by(struct net *net, struct sock *sk, struct rt6_info *rt, const u8 *data, u32 len,
		   struct trace_story *story, u64 *id)
{
	struct net_shard *shard = net_shard0(net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, len);

	if (!skb)
		return -ENOBUFS;
	*id = skb->id;
	memcpy(skb_put(skb, len), data, len);
	skb->protocol = htons(ETH_P_IPV6);
	skb->mark = sk->mark;
	skb->sk = sock_get(sk);
	skb_reset_network_header(skb);
	skb_reset_transport_header(skb);
	skb->rt6 = rt;
	skb->dev = rt->dev;
	*IP6CB(skb) = (struct inet6_skb_parm){.nhoff = offsetof(struct ipv6hdr, nexthdr)};
	if (story)
		raw_begin_story(skb, story);
	return net_path_ops(net)->ip6_send_raw(net, sk, skb);
}

int raw6_send(struct net *net, struct sock *sk, const u8 *data, u32 len, struct trace_story *story,
	      u64 *id)
{
	struct rt6_info *rt;
	int err;

	if (len < sizeof(struct ipv6hdr))
		return -EINVAL;
	err = look_up(net, sk, data, &rt);
	if (err)
		return err;
	if (len > READ_ONCE(rt->dev->mtu))
		return -EMSGSIZE;
	return send_by(net, sk, rt, data, len, story, id);
}

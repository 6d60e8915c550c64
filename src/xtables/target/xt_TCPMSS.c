// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -j TCPMSS: the maximum segment size that a SYN announces, set or clamped to what the path both
 * ways can carry (route out, and the route back to the sender).
 *
 * An announced size is never raised.  Where the option is missing it is added in front of the
 * others, as small as it is assumed (IPv4: 536, RFC 1122; IPv6: 1220, RFC 8200), unless data follow the header or the header is
 * full.  The whole packet is made writable first; one whose data offset lies is dropped.
 *
 * checkentry wants the rule to ask for SYN packets (-p tcp --syn); the target itself believes it.
 */
#include "net/ip6_route.h"
#include "net/route.h"
#include "xtables/target/target_internal.h"

#include <linux/netfilter/xt_TCPMSS.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#define TCPOPT_MSS     2
#define TCPOPT_NOP     1
#define TCPOLEN_MSS    4
#define TCP_MAX_HEADER 60u
#define TCPHDR_SYN     0x02
#define IP_MAX_MTU     65535u
#define MSS_DEFAULT    536u /* RFC 1122, 4.2.2.6 */
#define MSS_DEFAULT6   1220u /* RFC 8200, 8.3 */

static bool is_v6(const struct xt_action_param *par)
{
	return xt_family(par) == NFPROTO_IPV6;
}

static u32 path_mtu(const struct rtable *rt)
{
	return min_t(u32, rt_mtu(rt), IP_MAX_MTU);
}

static u32 path_mtu6(const struct rt6_info *rt)
{
	const struct inet6_dev *idev = __in6_dev_get(rt->dev);
	u32 dev = idev ? (u32)IN6_DEV_CONF_GET((struct inet6_dev *)idev, MTU6) : rt->dev->mtu;

	u32 mtu = rt->rt6_mtu ? min_t(u32, rt->rt6_mtu, dev) : dev;

	return min_t(u32, mtu, IP_MAX_MTU);
}

/* The MTU of the way back to the sender; no way, no bound. */
static u32 reverse_mtu(struct net *net, const struct sk_buff *skb)
{
	struct flowi4 fl = {.daddr = ip_hdr(skb)->saddr};
	struct rtable *rt;

	return ip_route_output_key(net, &fl, &rt) ? UINT32_MAX : path_mtu(rt);
}

static u32 reverse_mtu6(struct net *net, const struct sk_buff *skb)
{
	struct flowi6 fl = {.daddr = ipv6_hdr(skb)->saddr};
	struct rt6_info *rt;

	return ip6_route_output(net, NULL, &fl, &rt) ? UINT32_MAX : path_mtu6(rt);
}

static u32 both_ways_mtu(const struct sk_buff *skb, const struct xt_action_param *par)
{
	struct net *net = xt_net(par);

	if (is_v6(par))
		return min_t(u32, path_mtu6(skb->rt6), reverse_mtu6(net, skb));
	return min_t(u32, path_mtu(skb->rt), reverse_mtu(net, skb));
}

/* => the size wanted, 0: the path's MTU leaves no room for it */
static u16 wanted_mss(const struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_tcpmss_info *info = par->targinfo;
	const u32 headers = (u32)sizeof(struct tcphdr) +
			    (is_v6(par) ? sizeof(struct ipv6hdr) : sizeof(struct iphdr));
	u32 mtu;

	if (info->mss != XT_TCPMSS_CLAMP_PMTU)
		return info->mss;
	mtu = both_ways_mtu(skb, par);
	if (mtu > headers)
		return (u16)(mtu - headers);
	log_line(&xt_net(par)->log, LOG_ERR_, "xt_TCPMSS: unknown or invalid path-MTU (%u)", mtu);
	return 0;
}

static void mss_changed(const struct sk_buff *skb, u32 from, u32 to)
{
	if (unlikely(skb->story))
		target_changed(skb, "TCPMSS", "mss", false, from, to);
}

/* The offset of the MSS option in the header, 0 without one. */
static u32 find_mss(const u8 *th, u32 hdrlen)
{
	u32 i = sizeof(struct tcphdr);

	while (i + TCPOLEN_MSS <= hdrlen) {
		if (th[i] == TCPOPT_MSS && th[i + 1] == TCPOLEN_MSS)
			return i;
		i += th[i] <= TCPOPT_NOP || !th[i + 1] ? 1 : th[i + 1];
	}
	return 0;
}

static void lower_mss(struct sk_buff *skb, struct tcphdr *th, u8 *opt, u16 mss)
{
	u16 old = get_unaligned_be16(opt + 2);

	if (old <= mss)
		return;
	put_unaligned_be16(mss, opt + 2);
	inet_proto_csum_replace2(&th->check, skb, htons(old), htons(mss), false);
	mss_changed(skb, old, mss);
}

/* @len: of the TCP segment, which is all header; @most: what is announced at most.  => bytes added or -ENOMEM */
static int add_mss(struct sk_buff *skb, u32 tcphoff, u32 len, u16 mss, u32 most)
{
	struct tcphdr *th;
	__be32 option;
	__be16 old;
	u8 *opt;

	if (skb_expand_tail(skb, TCPOLEN_MSS))
		return -ENOMEM;
	skb_put(skb, TCPOLEN_MSS);
	th = (struct tcphdr *)(skb_network_header(skb) + tcphoff);
	opt = (u8 *)(th + 1);
	mss = (u16)min_t(u32, mss, most);
	memmove(opt + TCPOLEN_MSS, opt, len - sizeof(*th));
	inet_proto_csum_replace2(&th->check, skb, htons((u16)len), htons((u16)(len + TCPOLEN_MSS)),
				 true);
	option = htonl(TCPOPT_MSS << 24 | TCPOLEN_MSS << 16 | mss);
	memcpy(opt, &option, sizeof(option));
	inet_proto_csum_replace4(&th->check, skb, 0, option, false);
	old = ((__be16 *)th)[6];
	th->doff += TCPOLEN_MSS / 4;
	inet_proto_csum_replace2(&th->check, skb, old, ((__be16 *)th)[6], false);
	mss_changed(skb, 0, mss);
	return TCPOLEN_MSS;
}

/* => bytes that the packet grew by, or a negative errno: drop it */
static int mangle(struct sk_buff *skb, const struct xt_action_param *par, u32 tcphoff)
{
	struct tcphdr *th;
	u32 len, hdrlen, at;
	u16 mss;

	if (par->fragoff)
		return 0;
	if (skb_ensure_writable(skb, skb->len))
		return -ENOMEM;
	if (skb->len < tcphoff + sizeof(*th))
		return -EINVAL;
	len = skb->len - tcphoff;
	th = (struct tcphdr *)(skb_network_header(skb) + tcphoff);
	hdrlen = th->doff * 4u;
	if (len < hdrlen || hdrlen < sizeof(*th))
		return -EINVAL;
	mss = wanted_mss(skb, par);
	if (!mss && ((const struct xt_tcpmss_info *)par->targinfo)->mss)
		return -EINVAL;
	at = find_mss((u8 *)th, hdrlen);
	if (at) {
		lower_mss(skb, th, (u8 *)th + at, mss);
		return 0;
	}
	if (len > hdrlen || hdrlen >= TCP_MAX_HEADER)
		return 0;
	return add_mss(skb, tcphoff, len, mss, is_v6(par) ? MSS_DEFAULT6 : MSS_DEFAULT);
}

static unsigned int tcpmss_tg4(struct sk_buff *skb, const struct xt_action_param *par)
{
	int grown = mangle(skb, par, ip_hdrlen(skb));
	struct iphdr *iph = ip_hdr(skb);
	__be16 len;

	if (grown < 0)
		return NF_DROP;
	if (!grown)
		return XT_CONTINUE;
	len = htons((u16)(ntohs(iph->tot_len) + grown));
	csum_replace2(&iph->check, iph->tot_len, len);
	iph->tot_len = len;
	return XT_CONTINUE;
}

static unsigned int tcpmss_tg6(struct sk_buff *skb, const struct xt_action_param *par)
{
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off;
	int grown, tcphoff = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &nexthdr, &frag_off);

	if (tcphoff < 0)
		return NF_DROP;
	grown = mangle(skb, par, (u32)tcphoff);
	if (grown < 0)
		return NF_DROP;
	if (grown)
		ipv6_hdr(skb)->payload_len =
			htons((u16)(ntohs(ipv6_hdr(skb)->payload_len) + grown));
	return XT_CONTINUE;
}

static bool asks_for_syn(const struct xt_entry_match *m)
{
	const struct xt_tcp *tcp = (const struct xt_tcp *)m->data;

	return !strcmp(m->u.kernel.match->name, "tcp") && tcp->flg_cmp & TCPHDR_SYN &&
	       !(tcp->invflags & XT_TCP_INV_FLAGS);
}

/* @entry: with its matches from @from up to its @target_offset */
static int check(const struct xt_tgchk_param *par, u32 from, u32 target_offset)
{
	const unsigned int with_route =
		1 << NF_INET_FORWARD | 1 << NF_INET_LOCAL_OUT | 1 << NF_INET_POST_ROUTING;
	const struct xt_tcpmss_info *info = par->targinfo;
	const struct xt_entry_match *m;

	if (info->mss == XT_TCPMSS_CLAMP_PMTU && par->hook_mask & ~with_route)
		return -EINVAL;
	for (u32 at = from; at < target_offset; at += m->u.match_size) {
		m = (const struct xt_entry_match *)((const u8 *)par->entryinfo + at);
		if (asks_for_syn(m))
			return 0;
	}
	return -EINVAL;
}

static int tcpmss_tg4_check(const struct xt_tgchk_param *par)
{
	const struct ipt_entry *e = par->entryinfo;

	return check(par, sizeof(*e), e->target_offset);
}

static int tcpmss_tg6_check(const struct xt_tgchk_param *par)
{
	const struct ip6t_entry *e = par->entryinfo;

	return check(par, sizeof(*e), e->target_offset);
}

#define TCPMSS_TG(family_, target_, check_)                                                   \
	{                                                                                     \
		.name = "TCPMSS", .family = family_, .proto = IPPROTO_TCP, .target = target_, \
		.checkentry = check_, .targetsize = sizeof(struct xt_tcpmss_info),            \
	}

const struct xt_target xt_TCPMSS_tg[] = {
	TCPMSS_TG(NFPROTO_IPV4, tcpmss_tg4, tcpmss_tg4_check),
	TCPMSS_TG(NFPROTO_IPV6, tcpmss_tg6, tcpmss_tg6_check),
	{},
};

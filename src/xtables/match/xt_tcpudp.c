// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m tcp, -m udp, -m udplite: ports, TCP flags and options.
 *
 * Only the first fragment of a datagram has the header: later ones never match.  A TCP fragment
 * that begins at byte 8 could overwrite the flags that were just looked at, so it is dropped at
 * once, and so is a packet that ends inside its header.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_tcpudp.h>

#define TCP_MAX_OPTIONS 40

static bool port_match(struct xt_action_param *par, const char *field, u16 port,
		       const __u16 range[2], bool invert)
{
	if ((port >= range[0] && port <= range[1]) != invert)
		return true;
	return xt_mismatch(par, field, "%u|%s%s", port, XT_NOT(invert),
			   xt_range_text(XT_TEXT, range[0], ':', range[1]));
}

static bool option_there(const u8 *op, unsigned int len, u8 option)
{
	unsigned int i = 0;

	while (i < len) {
		if (op[i] == option)
			return true;
		/* End and no-operation are one byte; a length of 0 must not stop the walk. */
		if (op[i] < 2 || i + 1 == len)
			i++;
		else
			i += op[i + 1] ? op[i + 1] : 1;
	}
	return false;
}

static bool tcp_option_match(const struct sk_buff *skb, struct xt_action_param *par,
			     const struct tcphdr *th, const struct xt_tcp *info)
{
	bool invert = info->invflags & XT_TCP_INV_OPTION, there = false;
	u8 buf[TCP_MAX_OPTIONS];

	if (th->doff * 4u < sizeof(*th)) {
		par->hotdrop = true;
		return xt_mismatch(par, "data offset", "%u|5 or more", th->doff);
	}
	unsigned int len = th->doff * 4u - sizeof(*th);

	if (len) {
		const u8 *op = skb_header_pointer(skb, par->thoff + sizeof(*th), len, buf);

		if (!op) {
			par->hotdrop = true;
			return xt_mismatch(par, "options", "cut|%u bytes", len);
		}
		there = option_there(op, len, info->option);
	}
	if (there != invert)
		return true;
	return xt_mismatch(par, "tcp-option", "%s|%s%u", there ? "there" : "not there",
			   XT_NOT(invert), info->option);
}

static bool tcp_flags_match(struct xt_action_param *par, const struct tcphdr *th,
			    const struct xt_tcp *info)
{
	u8 flags = ((const u8 *)th)[13];
	bool invert = info->invflags & XT_TCP_INV_FLAGS;

	if (((flags & info->flg_mask) == info->flg_cmp) != invert)
		return true;
	return xt_mismatch(par, "tcp-flags", "0x%02x|%s0x%02x/0x%02x", flags, XT_NOT(invert),
			   info->flg_cmp, info->flg_mask);
}

static bool tcp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_tcp *info = par->matchinfo;
	const struct tcphdr *th;
	struct tcphdr buf;

	if (par->fragoff) {
		par->hotdrop = par->fragoff == 1;
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	}
	th = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!th) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	if (!port_match(par, "sport", ntohs(th->source), info->spts,
			info->invflags & XT_TCP_INV_SRCPT))
		return false;
	if (!port_match(par, "dport", ntohs(th->dest), info->dpts,
			info->invflags & XT_TCP_INV_DSTPT))
		return false;
	if (!tcp_flags_match(par, th, info))
		return false;
	return !info->option || tcp_option_match(skb, par, th, info);
}

static int tcp_mt_check(const struct xt_mtchk_param *par)
{
	const struct xt_tcp *info = par->matchinfo;

	return info->invflags & ~XT_TCP_INV_MASK ? -EINVAL : 0;
}

static bool udp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_udp *info = par->matchinfo;
	const struct udphdr *uh;
	struct udphdr buf;

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	uh = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!uh) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	return port_match(par, "sport", ntohs(uh->source), info->spts,
			  info->invflags & XT_UDP_INV_SRCPT) &&
	       port_match(par, "dport", ntohs(uh->dest), info->dpts,
			  info->invflags & XT_UDP_INV_DSTPT);
}

static int udp_mt_check(const struct xt_mtchk_param *par)
{
	const struct xt_udp *info = par->matchinfo;

	return info->invflags & ~XT_UDP_INV_MASK ? -EINVAL : 0;
}

#define TCP_MT(family_)                                                                           \
	{                                                                                         \
		.name = "tcp", .family = family_, .proto = IPPROTO_TCP, .match = tcp_mt,          \
		.checkentry = tcp_mt_check, .matchsize = sizeof(struct xt_tcp), .flags = XT_PURE, \
		.compile = XT_COMPILE_TCP,                                                        \
	}
#define UDP_MT(name_, family_, proto_)                                                            \
	{                                                                                         \
		.name = name_, .family = family_, .proto = proto_, .match = udp_mt,               \
		.checkentry = udp_mt_check, .matchsize = sizeof(struct xt_udp), .flags = XT_PURE, \
		.compile = XT_COMPILE_UDP,                                                        \
	}

const struct xt_match xt_tcpudp_mt[] = {
	TCP_MT(NFPROTO_IPV4),
	TCP_MT(NFPROTO_IPV6),
	UDP_MT("udp", NFPROTO_IPV4, IPPROTO_UDP),
	UDP_MT("udp", NFPROTO_IPV6, IPPROTO_UDP),
	UDP_MT("udplite", NFPROTO_IPV4, IPPROTO_UDPLITE),
	UDP_MT("udplite", NFPROTO_IPV6, IPPROTO_UDPLITE),
	{},
};

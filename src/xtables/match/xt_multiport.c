// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m multiport: up to 15 ports or ranges (a range takes two places) of TCP, UDP, UDP-Lite, SCTP or
 * DCCP, whose headers all begin with source and destination port.
 *
 * The first place that fits decides; inversion turns the whole answer round.  A range that begins
 * at the last place reads its end from the bytes that follow the ports, as the kernel does.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <stdio.h>

static u16 port_at(const struct xt_multiport_v1 *info, unsigned int i)
{
	u16 port;

	memcpy(&port, (const u8 *)info + offsetof(struct xt_multiport_v1, ports) + i * sizeof(port),
	       sizeof(port));
	return port;
}

static bool in_range(u8 flags, u16 src, u16 dst, u16 lo, u16 hi)
{
	bool src_in = src >= lo && src <= hi, dst_in = dst >= lo && dst <= hi;

	switch (flags) {
	case XT_MULTIPORT_SOURCE:
		return src_in;
	case XT_MULTIPORT_DESTINATION:
		return dst_in;
	case XT_MULTIPORT_EITHER:
		return src_in || dst_in;
	}
	return false;
}

static bool ports_match(const struct xt_multiport_v1 *info, u16 src, u16 dst)
{
	for (unsigned int i = 0; i < info->count; i++) {
		u16 lo = port_at(info, i), hi = lo;

		if (info->pflags[i])
			hi = port_at(info, ++i);
		if (in_range(info->flags, src, dst, lo, hi))
			return true;
	}
	return false;
}

/* As iptables prints it: "22,80:90". */
static const char *wanted_text(char text[96], const struct xt_multiport_v1 *info)
{
	size_t at = 0;

	for (unsigned int i = 0; i < info->count && at < 80; i++) {
		bool range = info->pflags[i];
		u16 lo = port_at(info, i), hi = range ? port_at(info, ++i) : lo;

		at += snprintf(text + at, 96 - at, "%s%s", at ? "," : "",
			       xt_range_text(XT_TEXT, lo, ':', hi));
	}
	return text;
}

static bool multiport_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_multiport_v1 *info = par->matchinfo;
	const __be16 *port;
	__be16 buf[2];

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	port = skb_header_pointer(skb, par->thoff, sizeof(buf), buf);
	if (!port) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	if (ports_match(info, ntohs(port[0]), ntohs(port[1])) ^ info->invert)
		return true;
	return xt_mismatch(par, "ports", "%u to %u|%s%s", ntohs(port[0]), ntohs(port[1]),
			   XT_NOT(info->invert), wanted_text((char[96]){""}, info));
}

/* Its protocols are the ones with ports, and the rule must name one of them. */
/* A range has an end, which begins no other and is not below its beginning. */
static bool ranges_sound(const struct xt_multiport_v1 *info)
{
	for (unsigned int i = 0; i < info->count; i++) {
		if (!info->pflags[i])
			continue;
		if (++i == info->count || info->pflags[i] ||
		    port_at(info, i - 1) > port_at(info, i))
			return false;
	}
	return true;
}

static int multiport_check(u16 proto, u8 ip_invflags, const struct xt_multiport_v1 *info)
{
	switch (proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		break;
	default:
		return -EINVAL;
	}
	if (ip_invflags & XT_INV_PROTO || info->flags > XT_MULTIPORT_EITHER)
		return -EINVAL;
	if (info->count > XT_MULTI_PORTS)
		return -EINVAL;
	return ranges_sound(info) ? 0 : -EINVAL;
}

static int multiport_mt_check(const struct xt_mtchk_param *par)
{
	const struct ipt_ip *ip = par->entryinfo;

	return multiport_check(ip->proto, ip->invflags, par->matchinfo);
}

static int multiport_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_ip6 *ip = par->entryinfo;

	return multiport_check(ip->proto, ip->invflags, par->matchinfo);
}

static_assert(XT_MULTIPORT_SOURCE == 0 && XT_MULTIPORT_EITHER == 2, "flags are 0, 1 and 2");

const struct xt_match xt_multiport_mt[] = {
	{
		.name = "multiport",
		.revision = 1,
		.family = NFPROTO_IPV4,
		.match = multiport_mt,
		.checkentry = multiport_mt_check,
		.matchsize = sizeof(struct xt_multiport_v1),
		.flags = XT_PURE,
	},
	{
		.name = "multiport",
		.revision = 1,
		.family = NFPROTO_IPV6,
		.match = multiport_mt,
		.checkentry = multiport_mt6_check,
		.matchsize = sizeof(struct xt_multiport_v1),
		.flags = XT_PURE,
	},
	{},
};

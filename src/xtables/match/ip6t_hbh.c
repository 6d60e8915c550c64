// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m hbh, -m dst: hop-by-hop and destination options: the header's length, and the options at its
 * beginning, in order, by type and length.
 *
 * A rule's option is its type in the upper and its length in the lower byte; length 255 stands for
 * any.  The rule's options must all be there; what follows them is not looked at.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_opts.h>

#define ANY_LENGTH 0xff

/* The options that are left, and where they stand in the packet. */
struct options {
	unsigned int at, left;
};

static bool no_option(const struct xt_action_param *par, unsigned int i)
{
	return xt_mismatch(par, "options", "%u|%u", i,
			   ((const struct ip6t_opts *)par->matchinfo)->optsnr);
}

/* One byte of the options that are left. */
static const u8 *option_byte(const struct sk_buff *skb, const struct options *o, unsigned int n,
			     u8 *buf)
{
	return o->left > n ? skb_header_pointer(skb, o->at + n, 1, buf) : NULL;
}

/* Is @want the next option?  Steps over it. */
static bool next_option(const struct sk_buff *skb, const struct xt_action_param *par,
			struct options *o, u16 want, unsigned int i)
{
	const struct ip6t_opts *info = par->matchinfo;
	u8 type_buf, len_buf;
	const u8 *type = option_byte(skb, o, 0, &type_buf), *len;
	unsigned int size = 1; /* Pad1 has no length */

	if (!type)
		return no_option(par, i);
	if (*type != want >> 8)
		return xt_mismatch(par, "option", "%u|%u", *type, want >> 8);
	if (*type) {
		len = option_byte(skb, o, 1, &len_buf);
		if (!len)
			return no_option(par, i);
		if ((want & 0xff) != ANY_LENGTH && (want & 0xff) != *len)
			return xt_mismatch(par, "option length", "%u|%u", *len, want & 0xff);
		size = *len + 2u;
	}
	if ((o->at + size > skb->len || o->left < size) && i + 1 < info->optsnr)
		return no_option(par, i);
	o->at += size;
	o->left -= min_t(unsigned int, size, o->left);
	return true;
}

static bool options_fit(const struct sk_buff *skb, const struct xt_action_param *par,
			struct options o)
{
	const struct ip6t_opts *info = par->matchinfo;

	/* More options than there is room for are accepted in a rule, and fit nothing. */
	if (info->optsnr > IP6T_OPTS_OPTSNR)
		return no_option(par, IP6T_OPTS_OPTSNR);
	for (unsigned int i = 0; i < info->optsnr; i++)
		if (!next_option(skb, par, &o, info->opts[i], i))
			return false;
	return true;
}

static bool opts_mt6(const struct sk_buff *skb, struct xt_action_param *par, int kind)
{
	const struct ip6t_opts *info = par->matchinfo;
	const struct ipv6_opt_hdr *oh;
	struct ipv6_opt_hdr buf;
	unsigned int at;
	u32 len;

	oh = find_ext_hdr(skb, par, kind, &at, sizeof(buf), &buf);
	if (!oh)
		return false;
	len = opt_len(oh);
	if (skb->len - at < len)
		return xt_mismatch(par, "header", "cut|%u bytes", len);
	if (info->flags & IP6T_OPTS_OPTS &&
	    !options_fit(skb, par, (struct options){.at = at + 2, .left = len - 2}))
		return false;
	return !(info->flags & IP6T_OPTS_LEN) ||
	       hdr_len_fits(par, len, info->hdrlen, info->invflags & IP6T_OPTS_INV_LEN);
}

static bool hbh_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	return opts_mt6(skb, par, NEXTHDR_HOP);
}

static bool dst_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	return opts_mt6(skb, par, NEXTHDR_DEST);
}

static int opts_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_opts *info = par->matchinfo;

	/* "Not strict" was never done. */
	if (info->flags & IP6T_OPTS_NSTRICT)
		return -EINVAL;
	return unknown_flags(info->invflags, IP6T_OPTS_INV_MASK);
}

#define OPTS_MT(name_, match_)                                                       \
	{                                                                            \
		.name = name_, .family = NFPROTO_IPV6, .match = match_,              \
		.checkentry = opts_mt6_check, .matchsize = sizeof(struct ip6t_opts), \
		.flags = XT_PURE,                                                    \
	}

const struct xt_match ip6t_hbh_mt[] = {
	OPTS_MT("hbh", hbh_mt6),
	OPTS_MT("dst", dst_mt6),
	{},
};

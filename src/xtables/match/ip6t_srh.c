// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m srh: the segment routing header (RFC 8754): numbers of its fixed part, and in revision 1 the
 * previous, next and last segment under masks.
 *
 * A header that is no segment routing header, or is cut short, matches nothing and drops nothing.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_srh.h>

#define SRCRT_TYPE_4 4

struct sr_hdr {
	u8 nexthdr, hdrlen, type, segments_left, first_segment, flags;
	__be16 tag;
};

/* The header at *@at; NULL: not there, or not whole. */
static const struct sr_hdr *find_srh(const struct sk_buff *skb, unsigned int *at,
				     struct sr_hdr *buf)
{
	const struct sr_hdr *srh;

	*at = 0;
	if (ipv6_find_hdr(skb, at, NEXTHDR_ROUTING, NULL, NULL) < 0)
		return NULL;
	srh = skb_header_pointer(skb, *at, sizeof(*buf), buf);
	if (!srh || skb->len - *at < (srh->hdrlen + 1u) * 8)
		return NULL;
	if (srh->type != SRCRT_TYPE_4 || srh->segments_left > srh->first_segment)
		return NULL;
	return srh;
}

/* What the rule asks of the fixed part: the flag of each question is also its inversion's. */
static bool fixed_part_fits(const struct xt_action_param *par, const struct sr_hdr *srh,
			    const struct ip6t_srh *want, u16 flags, u16 invflags)
{
	const struct {
		u16 flag;
		bool fits;
		const char *field;
		u32 have, want;
	} question[] = {
		{IP6T_SRH_NEXTHDR, srh->nexthdr == want->next_hdr, "next header", srh->nexthdr,
		 want->next_hdr},
		{IP6T_SRH_LEN_EQ, srh->hdrlen == want->hdr_len, "length", srh->hdrlen,
		 want->hdr_len},
		{IP6T_SRH_LEN_GT, srh->hdrlen > want->hdr_len, "length", srh->hdrlen,
		 want->hdr_len},
		{IP6T_SRH_LEN_LT, srh->hdrlen < want->hdr_len, "length", srh->hdrlen,
		 want->hdr_len},
		{IP6T_SRH_SEGS_EQ, srh->segments_left == want->segs_left, "segments left",
		 srh->segments_left, want->segs_left},
		{IP6T_SRH_SEGS_GT, srh->segments_left > want->segs_left, "segments left",
		 srh->segments_left, want->segs_left},
		{IP6T_SRH_SEGS_LT, srh->segments_left < want->segs_left, "segments left",
		 srh->segments_left, want->segs_left},
		{IP6T_SRH_LAST_EQ, srh->first_segment == want->last_entry, "last entry",
		 srh->first_segment, want->last_entry},
		{IP6T_SRH_LAST_GT, srh->first_segment > want->last_entry, "last entry",
		 srh->first_segment, want->last_entry},
		{IP6T_SRH_LAST_LT, srh->first_segment < want->last_entry, "last entry",
		 srh->first_segment, want->last_entry},
		{IP6T_SRH_TAG, srh->tag == want->tag, "tag", srh->tag, want->tag},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(question); i++)
		if (flags & question[i].flag && question[i].fits == !!(invflags & question[i].flag))
			return xt_mismatch(par, question[i].field, "%u|%s%u", question[i].have,
					   XT_NOT(invflags & question[i].flag), question[i].want);
	return true;
}

static bool srh_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_srh *info = par->matchinfo;
	const struct sr_hdr *srh;
	struct sr_hdr buf;
	unsigned int at;

	srh = find_srh(skb, &at, &buf);
	if (!srh)
		return xt_mismatch(par, "header", "none|a segment routing header");
	return fixed_part_fits(par, srh, info, info->mt_flags, info->mt_invflags);
}

static bool sid_fits(const struct sk_buff *skb, const struct xt_action_param *par,
		     const char *field, unsigned int at, const struct in6_addr *want,
		     const struct in6_addr *mask, bool invert)
{
	struct in6_addr buf;
	const struct in6_addr *sid = skb_header_pointer(skb, at, sizeof(buf), &buf);
	u32 differ = 0;

	if (!sid)
		return xt_mismatch(par, field, "cut|there");
	for (unsigned int i = 0; i < 4; i++)
		differ |= (sid->s6_addr32[i] ^ want->s6_addr32[i]) & mask->s6_addr32[i];
	return !differ != invert || xt_mismatch(par, field, "another|%sthe rule's", XT_NOT(invert));
}

/* Segments stand in the header last one first; segments_left counts the ones to come. */
static bool sids_fit(const struct sk_buff *skb, const struct xt_action_param *par,
		     const struct sr_hdr *srh, unsigned int at)
{
	const struct ip6t_srh1 *info = par->matchinfo;
	const unsigned int list = at + (unsigned int)sizeof(*srh), size = sizeof(struct in6_addr);

	if (info->mt_flags & IP6T_SRH_PSID) {
		if (srh->segments_left == srh->first_segment)
			return xt_mismatch(par, "previous segment", "none|one");
		if (!sid_fits(skb, par, "previous segment", list + (srh->segments_left + 1u) * size,
			      &info->psid_addr, &info->psid_msk,
			      info->mt_invflags & IP6T_SRH_INV_PSID))
			return false;
	}
	if (info->mt_flags & IP6T_SRH_NSID) {
		if (!srh->segments_left)
			return xt_mismatch(par, "next segment", "none|one");
		if (!sid_fits(skb, par, "next segment", list + (srh->segments_left - 1u) * size,
			      &info->nsid_addr, &info->nsid_msk,
			      info->mt_invflags & IP6T_SRH_INV_NSID))
			return false;
	}
	return !(info->mt_flags & IP6T_SRH_LSID) ||
	       sid_fits(skb, par, "last segment", list, &info->lsid_addr, &info->lsid_msk,
			info->mt_invflags & IP6T_SRH_INV_LSID);
}

static bool srh1_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_srh1 *info = par->matchinfo;
	const struct ip6t_srh want = {.next_hdr = info->next_hdr,
				      .hdr_len = info->hdr_len,
				      .segs_left = info->segs_left,
				      .last_entry = info->last_entry,
				      .tag = info->tag};
	const struct sr_hdr *srh;
	struct sr_hdr buf;
	unsigned int at;

	srh = find_srh(skb, &at, &buf);
	if (!srh)
		return xt_mismatch(par, "header", "none|a segment routing header");
	return fixed_part_fits(par, srh, &want, info->mt_flags, info->mt_invflags) &&
	       sids_fit(skb, par, srh, at);
}

static int flags_check(u16 flags, u16 invflags)
{
	return unknown_flags(flags, IP6T_SRH_MASK) ?: unknown_flags(invflags, IP6T_SRH_INV_MASK);
}

static int srh_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_srh *info = par->matchinfo;

	return flags_check(info->mt_flags, info->mt_invflags);
}

static int srh1_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_srh1 *info = par->matchinfo;

	return flags_check(info->mt_flags, info->mt_invflags);
}

static_assert(IP6T_SRH_NEXTHDR == IP6T_SRH_INV_NEXTHDR && IP6T_SRH_TAG == IP6T_SRH_INV_TAG,
	      "a question's flag is its inversion's");

const struct xt_match ip6t_srh_mt[] = {
	{
		.name = "srh",
		.family = NFPROTO_IPV6,
		.match = srh_mt6,
		.checkentry = srh_mt6_check,
		.matchsize = sizeof(struct ip6t_srh),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{
		.name = "srh",
		.revision = 1,
		.family = NFPROTO_IPV6,
		.match = srh1_mt6,
		.checkentry = srh1_mt6_check,
		.matchsize = sizeof(struct ip6t_srh1),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};

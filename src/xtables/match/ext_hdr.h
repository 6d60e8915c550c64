/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the matches of IPv6's extension headers find theirs. */
#ifndef QUINTET_XTABLES_MATCH_EXT_HDR_H
#define QUINTET_XTABLES_MATCH_EXT_HDR_H

#include "net/ipv6.h"
#include "xtables/match/match_internal.h"

/**
 * find_ext_hdr() - the first extension header of number @kind
 * @at: receives its offset from skb->data
 * @len, @buf: how much of it is read
 *
 * => NULL, explained: there is none, or the headers are cut short, which drops the packet at once.
 */
const void *find_ext_hdr(const struct sk_buff *skb, struct xt_action_param *par, int kind,
			 unsigned int *at, u32 len, void *buf);

/** number_fits() - @min <= @value <= @max, or not, if @invert; explains a mismatch */
bool number_fits(const struct xt_action_param *par, const char *field, u32 value, u32 min, u32 max,
		 bool invert);

/** hdr_len_fits() - the header's length in bytes is @want */
static inline bool hdr_len_fits(const struct xt_action_param *par, u32 len, u32 want, bool invert)
{
	return number_fits(par, "header length", len, want, want, invert);
}

/** opt_len() - bytes of a header whose second byte counts further groups of eight */
static inline u32 opt_len(const struct ipv6_opt_hdr *h)
{
	return (h->hdrlen + 1u) * 8;
}

/** unknown_flags() - for checkentry: -EINVAL if @flags has a bit that @known lacks */
static inline int unknown_flags(unsigned int flags, unsigned int known)
{
	return flags & ~known ? -EINVAL : 0;
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/* See ext_hdr.h. */
#include "xtables/match/ext_hdr.h"

const void *find_ext_hdr(const struct sk_buff *skb, struct xt_action_param *par, int kind,
			 unsigned int *at, u32 len, void *buf)
{
	const void *h;
	int err;

	*at = 0;
	err = ipv6_find_hdr(skb, at, kind, NULL, NULL);
	if (err == -ENOENT) {
		xt_mismatch(par, "header", "none|%d", kind);
		return NULL;
	}
	h = err < 0 ? NULL : skb_header_pointer(skb, *at, len, buf);
	if (!h) {
		par->hotdrop = true;
		xt_mismatch(par, "header", "cut|%d", kind);
	}
	return h;
}

bool number_fits(const struct xt_action_param *par, const char *field, u32 value, u32 min, u32 max,
		 bool invert)
{
	if ((value >= min && value <= max) != invert)
		return true;
	if (min == max)
		return xt_mismatch(par, field, "%u|%s%u", value, XT_NOT(invert), min);
	return xt_mismatch(par, field, "%u|%s%u:%u", value, XT_NOT(invert), min, max);
}

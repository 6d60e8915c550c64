// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The options behind a neighbour discovery message (RFC 4861, 4.6): type, length in units of eight
 * bytes, data.
 *
 * A message with an option of length 0, or with one that reaches behind its end, is malformed as a
 * whole.  Options of other types are stepped over; of several of one type the first counts.
 */
#include "path/ipv6/ndisc.h"

/* Those that somebody reads. */
static bool known(u8 type)
{
	switch (type) {
	case ND_OPT_SOURCE_LL_ADDR:
	case ND_OPT_TARGET_LL_ADDR:
	case ND_OPT_PREFIX_INFO:
	case ND_OPT_REDIRECT_HDR:
	case ND_OPT_MTU:
	case ND_OPT_NONCE:
	case ND_OPT_ROUTE_INFO:
		return true;
	default:
		return false;
	}
}

bool ndisc_parse_options(const u8 *p, u32 len, struct ndisc_options *ndopts)
{
	memset(ndopts, 0, sizeof(*ndopts));
	while (len) {
		const struct nd_opt_hdr *opt = (const struct nd_opt_hdr *)p;
		u32 l;

		if (len < sizeof(*opt))
			return false;
		l = opt->nd_opt_len * 8u;
		if (!l || l > len)
			return false;
		if (known(opt->nd_opt_type) && !ndopts->opt[opt->nd_opt_type])
			ndopts->opt[opt->nd_opt_type] = opt;
		p += l;
		len -= l;
	}
	return true;
}

const u8 *ndisc_opt_addr_data(const struct nd_opt_hdr *opt, const struct net_device *dev)
{
	if (opt->nd_opt_len * 8u != ndisc_opt_addr_space(dev))
		return NULL;
	return (const u8 *)(opt + 1);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Options of neighbour discovery: the first byte says how long the device's addresses are, the rest
 * is what stands behind a message.  What is found must lie whole within it, and a well-formed
 * message must be walked to its end.
 */
#include "path/ipv6/ndisc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_option(const struct nd_opt_hdr *opt, unsigned int type, const u8 *p, size_t size,
			 const struct net_device *dev)
{
	const u8 *at = (const u8 *)opt, *lladdr = ndisc_opt_addr_data(opt, dev);

	if (opt->nd_opt_type != type || at < p || !opt->nd_opt_len ||
	    (size_t)(at - p) + opt->nd_opt_len * 8u > size)
		abort();
	if (lladdr && (size_t)(lladdr - p) + dev->addr_len > size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ndisc_options opts;
	struct net_device *dev;
	u8 *copy;

	if (!size || size > 65535)
		return 0;
	dev = calloc(1, sizeof(*dev));
	copy = malloc(size); /* of its own, so that a read behind it shows */
	if (!dev || !copy)
		abort();
	dev->addr_len = data[0] % (MAX_ADDR_LEN + 1);
	memcpy(copy, data + 1, size - 1);
	if (ndisc_parse_options(copy, (u32)size - 1, &opts))
		for (unsigned int t = 0; t < ND_OPT_ARRAY_MAX; t++)
			if (opts.opt[t])
				check_option(opts.opt[t], t, copy, size - 1, dev);
	free(copy);
	free(dev);
	return 0;
}

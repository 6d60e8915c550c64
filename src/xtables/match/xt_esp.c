// SPDX-License-Identifier: GPL-2.0-or-later
/* -m esp: the SPI of an encapsulating security payload; later fragments have none. */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter/xt_esp.h>

struct esp_hdr {
	__be32 spi, seq_no;
};

static bool esp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_esp *info = par->matchinfo;
	const struct esp_hdr *eh;
	struct esp_hdr buf;

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	eh = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!eh) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	return number_fits(par, "spi", ntohl(eh->spi), info->spis[0], info->spis[1],
			   info->invflags & XT_ESP_INV_SPI);
}

static int esp_mt_check(const struct xt_mtchk_param *par)
{
	return unknown_flags(((const struct xt_esp *)par->matchinfo)->invflags, XT_ESP_INV_MASK);
}

#define ESP_MT(family_)                                                                           \
	{                                                                                         \
		.name = "esp", .family = family_, .proto = IPPROTO_ESP, .match = esp_mt,          \
		.checkentry = esp_mt_check, .matchsize = sizeof(struct xt_esp), .flags = XT_PURE, \
	}

const struct xt_match xt_esp_mt[] = {
	ESP_MT(NFPROTO_IPV4),
	ESP_MT(NFPROTO_IPV6),
	{},
};

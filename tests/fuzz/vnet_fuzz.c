// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a TAP gives: a virtio-net header and a frame.  It is read into a packet, and what it claims
 * to stand for is cut into segments, each of which must end within the payload of the whole.
 */
#include "io/vnet.h"

#include <stdint.h>
#include <stdlib.h>

static void cut(struct sk_buff *skb)
{
	struct sk_buff *segs, *next;
	uint32_t len = 0, headers = skb_gso_headers(skb) + ETH_HLEN, whole = skb->len;

	if (skb_gso_segment(skb, 0, &segs))
		return;
	for (; segs; segs = next) {
		next = segs->next;
		segs->next = NULL;
		len += segs->len - headers;
		consume_skb(segs);
	}
	if (len != whole - headers)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct virtio_net_hdr hdr, back;
	struct skb_pool pool;
	struct sk_buff *skb;

	if (size < sizeof(hdr) + ETH_HLEN || size > 65535)
		return 0;
	skb_pool_init(&pool, 0);
	memcpy(&hdr, data, sizeof(hdr));
	skb = alloc_skb(NULL, &pool, (uint32_t)(size - sizeof(hdr)));
	memcpy(skb_put(skb, (uint32_t)(size - sizeof(hdr))), data + sizeof(hdr),
	       size - sizeof(hdr));
	skb_reset_mac_header(skb);
	skb->network_header = (u16)(skb->mac_header + ETH_HLEN);
	if (!vnet_hdr_to_skb(skb, &hdr)) {
		vnet_hdr_from_skb(skb, &back);
		if (skb_is_gso(skb))
			cut(skb);
		else if (skb_checksum_help(skb))
			abort();
	}
	consume_skb(skb);
	skb_pool_destroy(&pool);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* virtio-net headers read and written; see vnet.h. */
#include "io/vnet.h"

#include "base/uapi_compat.h"

static int gso_type_of(u8 vnet_type)
{
	switch (vnet_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_TCPV4:
		return SKB_GSO_TCPV4;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		return SKB_GSO_TCPV6;
	case VIRTIO_NET_HDR_GSO_UDP_L4:
		return SKB_GSO_UDP_L4;
	default:
		return -EINVAL;
	}
}

static int read_csum(struct sk_buff *skb, const struct virtio_net_hdr *hdr)
{
	u32 end = (u32)hdr->csum_start + hdr->csum_offset + 2;

	if (hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		if (end > skb_headlen(skb))
			return -EINVAL;
		skb->csum_start = (u16)(skb_headroom(skb) + hdr->csum_start);
		skb->csum_offset = hdr->csum_offset;
		skb->ip_summed = CHECKSUM_PARTIAL;
	} else if (hdr->flags & VIRTIO_NET_HDR_F_DATA_VALID) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	}
	return 0;
}

static int read_gso(struct sk_buff *skb, const struct virtio_net_hdr *hdr)
{
	int type = gso_type_of(hdr->gso_type);
	u32 headers;

	if (type < 0 || !hdr->gso_size || skb->ip_summed != CHECKSUM_PARTIAL)
		return -EINVAL;
	skb->gso_type = (u16)type;
	if (hdr->gso_type & VIRTIO_NET_HDR_GSO_ECN)
		skb->gso_type |= SKB_GSO_TCP_ECN;
	skb->gso_size = hdr->gso_size;
	headers = skb_gso_headers(skb);
	if (!headers)
		return -EINVAL;
	headers += (u32)skb_network_offset(skb);
	if (skb->len - headers <= skb->gso_size) { /* it stands for itself only */
		skb->gso_size = skb->gso_type = 0;
		return 0;
	}
	skb->gso_segs = (u16)((skb->len - headers + skb->gso_size - 1) / skb->gso_size);
	return 0;
}

int vnet_hdr_to_skb(struct sk_buff *skb, const struct virtio_net_hdr *hdr)
{
	int err = read_csum(skb, hdr);

	if (err || hdr->gso_type == VIRTIO_NET_HDR_GSO_NONE)
		return err;
	return read_gso(skb, hdr);
}

static u8 vnet_type_of(const struct sk_buff *skb)
{
	u8 ecn = skb->gso_type & SKB_GSO_TCP_ECN ? VIRTIO_NET_HDR_GSO_ECN : 0;

	if (skb->gso_type & SKB_GSO_TCPV4)
		return VIRTIO_NET_HDR_GSO_TCPV4 | ecn;
	if (skb->gso_type & SKB_GSO_TCPV6)
		return VIRTIO_NET_HDR_GSO_TCPV6 | ecn;
	return VIRTIO_NET_HDR_GSO_UDP_L4;
}

void vnet_hdr_from_skb(const struct sk_buff *skb, struct virtio_net_hdr *hdr)
{
	*hdr = (struct virtio_net_hdr){0};
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		hdr->csum_start = (u16)(skb->csum_start - skb_headroom(skb));
		hdr->csum_offset = skb->csum_offset;
	} else if (skb->ip_summed == CHECKSUM_UNNECESSARY) {
		hdr->flags = VIRTIO_NET_HDR_F_DATA_VALID;
	}
	if (skb_is_gso(skb)) {
		hdr->gso_type = vnet_type_of(skb);
		hdr->gso_size = skb->gso_size;
		hdr->hdr_len = (u16)((u32)skb_network_offset(skb) + skb_gso_headers(skb));
	}
}

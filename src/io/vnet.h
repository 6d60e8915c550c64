/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtio-net header that goes before a frame on a TAP and on an AF_PACKET socket: what its
 * sender left to be done (UAPI: linux/virtio_net.h).
 */
#ifndef QUINTET_IO_VNET_H
#define QUINTET_IO_VNET_H

#include "skb/gso.h"

#include <linux/virtio_net.h>

/**
 * vnet_hdr_to_skb() - @skb's checksum and GSO fields from @hdr, in host byte order
 * @skb: data at the link-layer header; network_header set
 *
 * => 0, -EINVAL: the header does not fit the frame.
 */
int __must_check vnet_hdr_to_skb(struct sk_buff *skb, const struct virtio_net_hdr *hdr);

/** vnet_hdr_from_skb() - the header for a frame that leaves */
void vnet_hdr_from_skb(const struct sk_buff *skb, struct virtio_net_hdr *hdr);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a network card does for a sender, and what is done here when the way out cannot
 * (kernel: net/core/gso.c, net/ipv4/tcp_offload.c, udp_offload.c).
 *
 * A packet with gso_size stands for many: one set of headers, and a payload that is to be cut into
 * pieces of gso_size bytes.  It passes hooks and rules as one packet.  A packet whose ip_summed is
 * CHECKSUM_PARTIAL has the sum over its pseudo header where its checksum belongs; the rest is to be
 * summed from csum_start on.
 */
#ifndef QUINTET_SKB_GSO_H
#define QUINTET_SKB_GSO_H

#include "skb/skbuff.h"

/* gso_type */
enum {
	SKB_GSO_TCPV4 = 1 << 0,
	SKB_GSO_TCP_ECN = 1 << 1, /* CWR stands in the first segment only */
	SKB_GSO_TCP_FIXEDID = 1 << 2, /* the IP id does not count up */
	SKB_GSO_TCPV6 = 1 << 3,
	SKB_GSO_UDP_L4 = 1 << 4,
};

/* What a device can do itself (net_device.features). */
enum {
	NETIF_F_HW_CSUM = 1 << 0,
	NETIF_F_TSO = 1 << 1,
	NETIF_F_TSO6 = 1 << 2,
	NETIF_F_GSO_UDP_L4 = 1 << 3,
	NETIF_F_ALL = 15,
	NETIF_F_HW_VLAN_TX = 1 << 4, /* a tag beside the frame */
};

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb->gso_size;
}

/** skb_gso_ok() - can a device with @features take @skb as it is? */
static inline bool skb_gso_ok(const struct sk_buff *skb, u32 features)
{
	u32 need = NETIF_F_HW_CSUM;

	if (skb->gso_type & SKB_GSO_TCPV4)
		need |= NETIF_F_TSO;
	if (skb->gso_type & SKB_GSO_TCPV6)
		need |= NETIF_F_TSO6;
	if (skb->gso_type & SKB_GSO_UDP_L4)
		need |= NETIF_F_GSO_UDP_L4;
	return (features & need) == need;
}

/** skb_gso_headers() - bytes from the network header to the payload; 0: not a packet to be cut */
u32 skb_gso_headers(const struct sk_buff *skb);

/** skb_gso_validate_network_len() - does each of its segments fit into @mtu bytes? */
bool skb_gso_validate_network_len(const struct sk_buff *skb, u32 mtu);

/**
 * skb_gso_segment() - the packets that @skb stands for
 * @skb: data at the link-layer or the network header, network_header set; borrowed
 * @features: with NETIF_F_HW_CSUM segments stay CHECKSUM_PARTIAL, else sums are filled in
 * @segs: receives a list by sk_buff.next, in order; each is the caller's
 *
 * => 0, -EINVAL (headers that do not say what gso_type does), -ENOMEM; then there is no list.
 */
int __must_check skb_gso_segment(const struct sk_buff *skb, u32 features, struct sk_buff **segs);

/** skb_checksum_help() - fill in a checksum that was left open; => 0, -EINVAL, -ENOMEM */
int __must_check skb_checksum_help(struct sk_buff *skb);

#endif

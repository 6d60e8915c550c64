// SPDX-License-Identifier: GPL-2.0-or-later
/* Tags in and out of frames (kernel: net/8021q/vlan_core.c, skb_vlan_untag). */
#include "path/netdev/vlan.h"

enum { ADDRESSES = 2 * ETH_ALEN };

bool skb_vlan_untag(struct sk_buff *skb)
{
	u8 *tag, *mac;

	/* Behind the tag there must be something, as the kernel has it: two more bytes. */
	if (skb->len < VLAN_HLEN + 2 ||
	    skb_ensure_writable(skb, min_t(u32, skb->len, VLAN_HLEN + 2))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_HDR_TRUNC);
		return false;
	}
	tag = skb->data;
	mac = skb_mac_header(skb);
	skb->vlan_proto = skb->protocol;
	skb->vlan_tci = (u16)(tag[0] << 8 | tag[1]);
	memcpy(&skb->protocol, tag + 2, sizeof(skb->protocol));
	if (ntohs(skb->protocol) < ETH_P_802_3_MIN)
		skb->protocol =
			tag[4] == 0xff && tag[5] == 0xff ? htons(ETH_P_802_3) : htons(ETH_P_802_2);
	skb_pull(skb, VLAN_HLEN);
	memmove(mac + VLAN_HLEN, mac, ADDRESSES);
	skb->mac_header = (u16)(skb->mac_header + VLAN_HLEN);
	skb_reset_network_header(skb);
	skb->mac_len = ETH_HLEN;
	return true;
}

int skb_vlan_push(struct sk_buff *skb)
{
	__be16 tag[2] = {skb->vlan_proto, htons(skb->vlan_tci)};
	u8 *mac;

	if (skb_cow_head(skb, VLAN_HLEN))
		return -ENOMEM;
	mac = skb_push(skb, VLAN_HLEN);
	memmove(mac, mac + VLAN_HLEN, ADDRESSES);
	memcpy(mac + ADDRESSES, tag, sizeof(tag));
	skb_reset_mac_header(skb);
	skb->mac_len = ETH_HLEN + VLAN_HLEN;
	skb->vlan_proto = 0;
	return 0;
}

static bool for_device(const struct sk_buff *skb, const struct net_device *dev)
{
	return !memcmp(eth_hdr(skb)->h_dest, dev->dev_addr, ETH_ALEN);
}

bool vlan_do_receive(struct sk_buff *skb, struct net_device *vlan)
{
	const struct vlan_dev *v = vlan->priv;

	if (!netif_running(vlan)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
		return false;
	}
	skb->dev = vlan;
	/* The device's own address may differ from that of the one below. */
	if (skb->pkt_type == PACKET_OTHERHOST && for_device(skb, vlan))
		skb->pkt_type = PACKET_HOST;
	skb->priority = v->ingress[skb->vlan_tci >> VLAN_PRIO_SHIFT];
	skb->vlan_proto = 0;
	vlan->stats.rx_packets++;
	vlan->stats.rx_bytes += skb->len;
	if (skb->pkt_type == PACKET_MULTICAST)
		vlan->stats.multicast++;
	return true;
}

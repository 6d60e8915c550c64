// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Segmentation and checksums in software; see gso.h.
 *
 * A segment is a copy of the headers and of its share of the payload.  What differs from segment to
 * segment: the lengths, the IPv4 id, the TCP sequence number, and the flags that belong to the
 * first (CWR) or the last (FIN, PSH) only.
 */
#include "skb/gso.h"

#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <netinet/in.h>

/* Where the parts of the packet stand, from skb->data; @mss: payload of a segment. */
struct layout {
	u32 network, transport, payload;
	u32 mss;
	u8 version;
	bool tcp;
};

enum { TCP_FLAG_BYTE = 13, FIN = 0x01, PSH = 0x08, CWR = 0x80 };

/* ---- reading the headers ---- */

/* Behind IPv6 extension headers that a segment repeats unchanged.  => 0: does not add up. */
static u32 ipv6_transport(const struct sk_buff *skb, u32 at)
{
	const u8 *b = skb->data;
	u32 end = skb_headlen(skb);
	u8 next;

	if (end < 40 || at > end - 40)
		return 0;
	next = b[at + 6];
	at += 40;
	while (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS) {
		if (end < 8 || at > end - 8)
			return 0;
		next = b[at];
		at += (b[at + 1] + 1u) * 8;
	}
	return next == IPPROTO_TCP || next == IPPROTO_UDP ? at : 0;
}

static u32 find_transport(const struct sk_buff *skb, u32 network, u8 version)
{
	const u8 *b = skb->data + network;

	if (skb_headlen(skb) < network + 20)
		return 0;
	if (version == 6)
		return ipv6_transport(skb, network);
	if ((b[0] & 15) < 5 || (b[9] != IPPROTO_TCP && b[9] != IPPROTO_UDP))
		return 0;
	return network + (b[0] & 15) * 4u;
}

static int read_layout(const struct sk_buff *skb, struct layout *l)
{
	u32 hlen;

	*l = (struct layout){.network = (u32)skb_network_offset(skb), .mss = skb->gso_size};
	l->tcp = skb->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6);
	if (skb_network_offset(skb) < 0 || l->network >= skb_headlen(skb) || !l->mss)
		return -EINVAL;
	l->version = skb->data[l->network] >> 4;
	if ((l->version != 4 && l->version != 6) ||
	    ((skb->gso_type & SKB_GSO_TCPV4) && l->version != 4) ||
	    ((skb->gso_type & SKB_GSO_TCPV6) && l->version != 6))
		return -EINVAL;
	l->transport = find_transport(skb, l->network, l->version);
	if (!l->transport || skb_headlen(skb) < l->transport + (l->tcp ? 20 : 8))
		return -EINVAL;
	hlen = l->tcp ? (skb->data[l->transport + 12] >> 4) * 4u : 8;
	l->payload = l->transport + hlen;
	return (l->tcp && hlen < 20) || l->payload > skb_headlen(skb) ? -EINVAL : 0;
}

u32 skb_gso_headers(const struct sk_buff *skb)
{
	struct layout l;

	return read_layout(skb, &l) ? 0 : l.payload - l.network;
}

bool skb_gso_validate_network_len(const struct sk_buff *skb, u32 mtu)
{
	u32 headers = skb_gso_headers(skb);

	return headers && headers + skb->gso_size <= mtu;
}

/* ---- one segment ---- */

static void put16(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static u32 get16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static void fix_network(struct sk_buff *seg, const struct layout *l, u32 n, bool fixed_id)
{
	u8 *ip = seg->data + l->network;
	__sum16 sum;

	if (l->version == 6) {
		put16(ip + 4, seg->len - l->network - 40);
		return;
	}
	put16(ip + 2, seg->len - l->network);
	if (!fixed_id)
		put16(ip + 4, get16(ip + 4) + n);
	memset(ip + 10, 0, 2);
	sum = ip_fast_csum(ip, ip[0] & 15);
	memcpy(ip + 10, &sum, sizeof(sum));
}

static void fix_tcp(struct sk_buff *seg, const struct layout *l, u32 done, bool last, bool ecn)
{
	u8 *tcp = seg->data + l->transport;
	u32 seq;

	memcpy(&seq, tcp + 4, sizeof(seq));
	seq = htonl(ntohl(seq) + done);
	memcpy(tcp + 4, &seq, sizeof(seq));
	if (!last)
		tcp[TCP_FLAG_BYTE] &= (u8) ~(FIN | PSH);
	if (done && ecn)
		tcp[TCP_FLAG_BYTE] &= (u8)~CWR;
}

static __wsum pseudo_sum(const struct sk_buff *seg, const struct layout *l)
{
	const u8 *ip = seg->data + l->network;
	u32 len = seg->len - l->transport;
	u8 proto = l->tcp ? IPPROTO_TCP : IPPROTO_UDP;
	__wsum sum = csum_add((__wsum)htonl(len), (__wsum)htonl(proto));

	return l->version == 4 ? csum_partial(ip + 12, 8, sum) : csum_partial(ip + 8, 32, sum);
}

static int fix_checksum(struct sk_buff *seg, const struct layout *l, u32 features)
{
	__sum16 sum = (__sum16)~csum_fold(pseudo_sum(seg, l));
	u16 at = l->tcp ? 16 : 6;

	memcpy(seg->data + l->transport + at, &sum, sizeof(sum));
	seg->csum_start = (u16)(skb_headroom(seg) + l->transport);
	seg->csum_offset = at;
	seg->ip_summed = CHECKSUM_PARTIAL;
	return features & NETIF_F_HW_CSUM ? 0 : skb_checksum_help(seg);
}

static struct sk_buff *make_segment(const struct sk_buff *skb, const struct layout *l, u32 done,
				    u32 len, u32 features)
{
	bool last = l->payload + done + len == skb->len;
	struct sk_buff *seg = skb_copy_headers(skb, l->payload, len);

	if (!seg)
		return NULL;
	if (skb_copy_bits(skb, l->payload + done, skb_put(seg, len), len))
		goto fail;
	seg->gso_size = seg->gso_segs = seg->gso_type = 0;
	fix_network(seg, l, done / l->mss, skb->gso_type & SKB_GSO_TCP_FIXEDID);
	if (l->tcp)
		fix_tcp(seg, l, done, last, skb->gso_type & SKB_GSO_TCP_ECN);
	else
		put16(seg->data + l->transport + 4, 8 + len);
	if (!fix_checksum(seg, l, features))
		return seg;
fail:
	consume_skb(seg);
	return NULL;
}

static void free_list(struct sk_buff *list)
{
	struct sk_buff *next;

	for (; list; list = next) {
		next = list->next;
		list->next = NULL;
		consume_skb(list);
	}
}

int skb_gso_segment(const struct sk_buff *skb, u32 features, struct sk_buff **segs)
{
	struct sk_buff **end = segs;
	struct layout l;
	int err = read_layout(skb, &l);

	*segs = NULL;
	if (err)
		return err;
	for (u32 done = 0, total = skb->len - l.payload; done < total || !*segs; done += l.mss) {
		u32 len = min_t(u32, l.mss, total - done);

		*end = make_segment(skb, &l, done, len, features);
		if (!*end) {
			free_list(*segs);
			*segs = NULL;
			return -ENOMEM;
		}
		end = &(*end)->next;
	}
	return 0;
}

int skb_checksum_help(struct sk_buff *skb)
{
	u32 start = (u32)(skb->head + skb->csum_start - skb->data);
	__sum16 sum;
	int err;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return 0;
	if (start > skb_headlen(skb) || skb->csum_offset + 2u > skb_headlen(skb) - start)
		return -EINVAL;
	err = skb_ensure_writable(skb, start + skb->csum_offset + 2u);
	if (err)
		return err;
	sum = csum_fold(skb_checksum(skb, start, skb->len - start, 0));
	if (!sum)
		sum = (__sum16)0xffff;
	memcpy(skb->data + start + skb->csum_offset, &sum, sizeof(sum));
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}

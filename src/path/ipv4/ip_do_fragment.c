// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cutting a datagram into fragments on its way out (RFC 791, 3.2; kernel: ip_do_fragment).
 *
 *	ip_fragment               may it be cut?  If not, its sender is told the MTU
 *	 └─ ip_do_fragment
 *	     ├─ fast path         it was put together here: its pieces leave as they came, each with
 *	     │                    a header
 *	     └─ slow path         pieces of the MTU's size are copied out of it
 *
 * What came in fragments is never sent in larger ones (frag_max_size).  The first fragment has all
 * options, the others those whose type says so.  IP_DF is set on fragments if it was on the largest
 * that came, so that path MTU discovery works through a router that reassembles.
 */
#include "net/mib.h"
#include "path/ipv4/ip_internal.h"
#include "skb/gso.h"

typedef int fragment_output(struct net *net, struct sock *sk, struct sk_buff *skb);

u32 ip_skb_dst_mtu(const struct sk_buff *skb)
{
	return ip_dst_mtu_maybe_forward(skb->rt, skb->forwarded);
}

static void trace_cut(struct sk_buff *skb, u32 mtu, const char *how)
{
	struct trace_event ev = {.type = TRACE_note};

	trace_text(ev.note.by, sizeof(ev.note.by), "fragmentation");
	trace_text(ev.note.text, sizeof(ev.note.text), "%u bytes are cut for %u (%s)", skb->len,
		   mtu, how);
	skb_trace(skb, &ev);
}

static u32 ll_reserved_space(const struct net_device *dev)
{
	return ALIGN_UP(dev->hard_header_len + 1u, 16u);
}

/* ---- slow path ---- */

/**
 * struct ip_frag_state - where the cutting is
 * @mtu: bytes behind a fragment's header
 * @left, @ptr: what is not sent yet, and where it stands
 * @offset: of it in the datagram, which may be a fragment itself
 */
struct ip_frag_state {
	u32 hlen, mtu, left, ptr, offset;
	bool df, not_last;
};

static void copy_metadata(struct sk_buff *to, const struct sk_buff *from)
{
	to->cause = from->cause;
	to->story = from->story;
	to->pkt_type = from->pkt_type;
	to->priority = from->priority;
	to->protocol = from->protocol;
	to->skb_iif = from->skb_iif;
	to->dev = from->dev;
	to->mark = from->mark;
	to->hash = from->hash;
	to->nf_trace = from->nf_trace;
	to->tstamp_ns = from->tstamp_ns;
	to->forwarded = from->forwarded;
	to->doing_frags = from->doing_frags;
	to->frag_pmtu = from->frag_pmtu;
	if (!to->sk)
		to->sk = sock_get(from->sk);
	if (to->rt != from->rt) {
		to->rt = from->rt;
		if (from->rt_refd)
			skb_dst_force(to);
	}
}

static struct sk_buff *ip_frag_next(const struct sk_buff *skb, struct ip_frag_state *s)
{
	u32 len = min_t(u32, s->left, s->mtu);
	struct sk_buff *piece;
	struct iphdr *iph;

	if (len < s->left)
		len &= ~7u;
	piece = alloc_skb(skb->shard, skb->pool, s->hlen + len);
	if (!piece)
		return NULL;
	copy_metadata(piece, skb);
	skb_put(piece, s->hlen + len);
	skb_reset_network_header(piece);
	skb_set_transport_header(piece, (int)s->hlen);
	memcpy(piece->data, skb_network_header(skb), s->hlen);
	if (skb_copy_bits(skb, s->ptr, piece->data + s->hlen, len)) {
		consume_skb(piece);
		return NULL;
	}
	s->left -= len;
	iph = ip_hdr(piece);
	iph->frag_off = htons(
		(u16)(s->offset >> 3 | (s->df ? IP_DF : 0) | (s->left || s->not_last ? IP_MF : 0)));
	iph->tot_len = htons((u16)(s->hlen + len));
	ip_send_check(iph);
	s->ptr += len;
	s->offset += len;
	return piece;
}

static int send_piece(struct net *net, struct sock *sk, struct sk_buff *piece,
		      fragment_output *output)
{
	struct net_shard *shard = piece->shard;
	int err = output(net, sk, piece);

	if (!err)
		IP_INC_STATS(shard, IPSTATS_MIB_FRAGCREATES);
	return err;
}

static int slow_path(struct net *net, struct sock *sk, struct sk_buff *skb, struct ip_frag_state *s,
		     fragment_output *output)
{
	struct sk_buff *piece;
	bool first = true;
	int err = 0;

	while (s->left && !err) {
		piece = ip_frag_next(skb, s);
		if (!piece) {
			kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
			return -ENOMEM;
		}
		if (first)
			ip_options_fragment(skb);
		first = false;
		err = send_piece(net, sk, piece, output);
	}
	consume_skb(skb);
	return err;
}

/* ---- fast path ---- */

/* Can the pieces leave as they are? */
static bool pieces_fit(const struct sk_buff *skb, u32 hlen, u32 mtu)
{
	u32 first = skb_headlen(skb), room = ll_reserved_space(skb->rt->dev);
	const struct sk_buff *f;

	if (!skb_has_frag_list(skb) || first < hlen || first - hlen > mtu || ((first - hlen) & 7) ||
	    ip_is_fragment(ip_hdr(skb)) || skb_cloned(skb) || skb_headroom(skb) < room)
		return false;
	skb_walk_frags (skb, f)
		if (f->len > mtu || ((f->len & 7) && f->next) || f->users > 1 || skb_cloned(f) ||
		    skb_headroom(f) < hlen + room)
			return false;
	return true;
}

/* @piece gets the header of @before, which goes out before it and is the datagram's @offset. */
static void give_header(struct sk_buff *piece, const struct sk_buff *before, u32 hlen, u32 offset)
{
	struct iphdr *iph = skb_push(piece, hlen);

	skb_reset_network_header(piece);
	skb_set_transport_header(piece, (int)hlen);
	memcpy(iph, ip_hdr(before), hlen);
	copy_metadata(piece, before);
	piece->ip_summed = CHECKSUM_NONE;
	piece->ip_opt = before->ip_opt;
	memcpy(piece->opt, before->opt, sizeof(piece->opt));
	if (offset == skb_headlen(before) - hlen)
		ip_options_fragment(piece);
	iph->tot_len = htons((u16)piece->len);
	iph->frag_off = htons((u16)(offset >> 3 | (piece->next ? IP_MF : 0)));
	ip_send_check(iph);
}

static int fast_path(struct net *net, struct sock *sk, struct sk_buff *skb, u32 hlen,
		     fragment_output *output)
{
	struct sk_buff *piece = skb->frag_list, *next;
	struct iphdr *iph = ip_hdr(skb);
	u32 offset = skb_headlen(skb) - hlen;
	int err;

	skb->len = skb_headlen(skb);
	skb->data_len = 0;
	skb->frag_list = NULL;
	iph->tot_len = htons((u16)skb->len);
	iph->frag_off = htons(IP_MF);
	ip_send_check(iph);
	for (;;) {
		/* The next one's header is made of this one's, which is gone after output(). */
		if (piece) {
			u32 len = piece->len;

			give_header(piece, skb, hlen, offset);
			offset += len;
		}
		err = send_piece(net, sk, skb, output);
		if (err || !piece)
			break;
		skb = piece;
		next = piece->next;
		skb->next = NULL;
		piece = next;
	}
	while (piece) {
		next = piece->next;
		kfree_skb_reason(piece, SKB_DROP_REASON_NOT_SPECIFIED);
		piece = next;
	}
	return err;
}

/* ---- which ---- */

static int ip_do_fragment(struct net *net, struct sock *sk, struct sk_buff *skb, u32 mtu,
			  fragment_output *output)
{
	struct net_shard *shard = skb->shard;
	u32 hlen = ip_hdrlen(skb);
	struct ip_frag_state s;
	int err;

	if (skb->defragged && skb->frag_max_size < mtu)
		mtu = skb->frag_max_size;
	/* A route's MTU may be too small for any fragment. */
	if (mtu < hlen + 8) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_BIG);
		return -EMSGSIZE;
	}
	/* A sum that was left to the device goes over the whole. */
	if ((skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)) ||
	    skb_ensure_writable(skb, hlen)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return -ENOMEM;
	}
	skb->doing_frags = 1;
	if (pieces_fit(skb, hlen, mtu - hlen)) {
		if (unlikely(skb->story))
			trace_cut(skb, mtu, "as it came");
		err = fast_path(net, sk, skb, hlen, output);
		goto count;
	}
	if (unlikely(skb->story))
		trace_cut(skb, mtu, "anew");
	s = (struct ip_frag_state){
		.hlen = hlen,
		.mtu = mtu - hlen,
		.left = skb->len - hlen,
		.ptr = hlen,
		.offset = (u32)(ntohs(ip_hdr(skb)->frag_off) & IP_OFFSET) << 3,
		.not_last = ip_hdr(skb)->frag_off & htons(IP_MF),
		.df = skb->frag_pmtu,
	};
	err = slow_path(net, sk, skb, &s, output);
count:
	IP_INC_STATS(shard, err ? IPSTATS_MIB_FRAGFAILS : IPSTATS_MIB_FRAGOKS);
	return err;
}

int ip_fragment(struct net *net, struct sock *sk, struct sk_buff *skb, u32 mtu,
		fragment_output *output)
{
	bool df = ip_hdr(skb)->frag_off & htons(IP_DF);

	if (!df)
		return ip_do_fragment(net, sk, skb, mtu, output);
	if (!skb->local_df || (skb->defragged && skb->frag_max_size > mtu)) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_FRAGFAILS);
		path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_BIG);
		return -EMSGSIZE;
	}
	return ip_do_fragment(net, sk, skb, mtu, output);
}

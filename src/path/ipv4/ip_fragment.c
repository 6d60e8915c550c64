// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4 reassembly (RFC 791, 815, 3168, 5722): ip_defrag().
 *
 *	ip_defrag
 *	 └─ ip_frag_queue         where the fragment lies, what speaks against it
 *	     └─ ip_frag_reasm     the last one came: ECN, length, one sk_buff of all
 *	ip_expire                 the time is up; the host that waited for it says so
 *
 * A datagram is whole when its fragments cover it without a gap and the last one is there.  It
 * keeps its pieces in frag_list, and frag_max_size says how large the largest was, so that what is
 * passed on can be cut again where it was cut before.
 *
 * A sender that sends many other fragments between two of one datagram will have used its id again
 * (ipfrag_max_dist): the queue then begins anew.
 */
#include "net/inet_frag.h"
#include "net/mib.h"
#include "path/ipv4/ip_internal.h"

enum { IPQ_CHARGE = 240, IP_MAX_LEN = 65535 }; /* bytes of the kernel's struct ipq */

/**
 * struct ipq - a datagram in pieces
 * @rid: the sender's count of fragments when the last one of this datagram came
 * @max_df_size: the largest that had DF
 */
struct ipq {
	struct inet_frag_queue q;
	u32 rid;
	u16 max_df_size;
};

static void ip_expire(struct inet_frag_queue *q);

static const struct inet_frags ip4_frags = {
	.qsize = sizeof(struct ipq),
	.charge = IPQ_CHARGE,
	.key_size = sizeof(struct frag_v4_compare_key),
	.expire = ip_expire,
};

int ip4_frags_shard_init(struct net_shard *shard)
{
	path_shard(shard)->frags4 = fqdir_create(shard, &ip4_frags, &shard->net->ipv4.frag_limits);
	return path_shard(shard)->frags4 ? 0 : -ENOMEM;
}

/* ---- too late ---- */

/* Users on the way through say nothing about a datagram that is not for us. */
static bool frag_expire_skip_icmp(u32 user)
{
	return user == IP_DEFRAG_AF_PACKET ||
	       (user >= IP_DEFRAG_CONNTRACK_IN && user <= __IP_DEFRAG_CONNTRACK_IN_END) ||
	       (user >= IP_DEFRAG_CONNTRACK_BRIDGE_IN && user <= __IP_DEFRAG_CONNTRACK_BRIDGE_IN);
}

/* The first fragment is quoted; it has lost its route while it waited. */
static void tell_sender(struct sk_buff *head, const struct inet_frag_queue *q)
{
	struct net *net = fqdir_shard(q->fqdir)->net;
	const struct iphdr *iph = ip_hdr(head);

	head->dev = dev_get_by_index(net, q->iif);
	if (!head->dev || ip_route_input_noref(head, iph->daddr, iph->saddr, iph->tos, head->dev))
		return;
	if (frag_expire_skip_icmp(q->key.v4.user) && head->rt->rt_type != RTN_LOCAL)
		return;
	path_icmp_send(head, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
}

static void ip_expire(struct inet_frag_queue *q)
{
	struct sk_buff *head = q->flags & INET_FRAG_FIRST_IN ? inet_frag_pull_head(q) : NULL;

	IP_INC_STATS(fqdir_shard(q->fqdir), IPSTATS_MIB_REASMFAILS);
	IP_INC_STATS(fqdir_shard(q->fqdir), IPSTATS_MIB_REASMTIMEOUT);
	if (head) {
		tell_sender(head, q);
		kfree_skb_reason(head, SKB_DROP_REASON_FRAG_REASM_TIMEOUT);
	}
	inet_frag_kill(q, SKB_DROP_REASON_FRAG_REASM_TIMEOUT);
}

/* ---- a fragment comes ---- */

static struct ipq *ip_find(struct net_shard *shard, const struct iphdr *iph, u32 user, u32 vif)
{
	const union inet_frag_key key = {.v4 = {.saddr = iph->saddr,
						.daddr = iph->daddr,
						.user = user,
						.vif = vif,
						.id = iph->id,
						.protocol = iph->protocol}};

	return (struct ipq *)inet_frag_find(path_shard(shard)->frags4, &key);
}

static bool ip_frag_too_far(struct ipq *qp)
{
	struct inet_peer *peer;
	u32 start = qp->rid, max;

	max = (u32)READ_ONCE(((struct inet_frag_limits *)fqdir_limits(qp->q.fqdir))->max_dist);
	if (!max)
		return false;
	peer = inet_getpeer_v4(fqdir_shard(qp->q.fqdir), qp->q.key.v4.saddr);
	if (!peer)
		return false;
	qp->rid = ++peer->rid;
	if (!qp->q.nr_runs || qp->rid - start <= max)
		return false;
	IP_INC_STATS(fqdir_shard(qp->q.fqdir), IPSTATS_MIB_REASMFAILS);
	return true;
}

/* Where a fragment ends says what is known of the whole; => false: that cannot be. */
static bool check_end(struct inet_frag_queue *q, bool last, u32 end)
{
	if (last) {
		if (end < q->len || ((q->flags & INET_FRAG_LAST_IN) && end != q->len))
			return false;
		q->flags |= INET_FRAG_LAST_IN;
		q->len = end;
	} else if (end > q->len) {
		if (q->flags & INET_FRAG_LAST_IN)
			return false;
		q->len = end;
	}
	return true;
}

static enum skb_drop_reason ip_frag_reasm(struct ipq *qp, struct sk_buff *skb)
{
	u8 ecn = ip_frag_ecn_table[qp->q.ecn];
	u32 len = ip_hdrlen(inet_frag_first(&qp->q)) + qp->q.len;
	struct iphdr *iph;

	if (ecn == IPFRAG_ECN_INVALID)
		return SKB_DROP_REASON_FRAG_ECN;
	if (len > IP_MAX_LEN)
		return SKB_DROP_REASON_FRAG_OVERSIZE;
	inet_frag_reasm(&qp->q, skb);
	if (skb_ensure_writable(skb, ip_hdrlen(skb)))
		return SKB_DROP_REASON_NOMEM;
	skb->defragged = 1;
	skb->frag_max_size = max_t(u16, qp->max_df_size, qp->q.max_size);
	skb->frag_pmtu = qp->max_df_size == qp->q.max_size;
	iph = ip_hdr(skb);
	iph->tot_len = htons((u16)len);
	iph->tos |= ecn;
	/* DF is kept if the sender can learn by it that its fragments are too large. */
	iph->frag_off = skb->frag_pmtu ? htons(IP_DF) : 0;
	ip_send_check(iph);
	return SKB_CONSUMED;
}

static void count_in(struct ipq *qp, const struct sk_buff *skb, u32 fragsize)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (skb->dev)
		qp->q.iif = skb->dev->ifindex;
	qp->q.ecn |= (u8)(1 << (iph->tos & 3));
	if (fragsize > qp->q.max_size)
		qp->q.max_size = (u16)fragsize;
	if ((iph->frag_off & htons(IP_DF)) && fragsize > qp->max_df_size)
		qp->max_df_size = (u16)fragsize;
}

static void trace_whole(struct sk_buff *skb)
{
	struct trace_event ev = {.type = TRACE_note};

	trace_text(ev.note.by, sizeof(ev.note.by), "reassembly");
	trace_text(ev.note.text, sizeof(ev.note.text), "the datagram is whole: %u bytes", skb->len);
	skb_trace(skb, &ev);
}

static bool is_whole(const struct inet_frag_queue *q)
{
	const u8 both = INET_FRAG_FIRST_IN | INET_FRAG_LAST_IN;

	return (q->flags & both) == both && q->meat == q->len;
}

/* The header goes out of sight, and what is behind the fragment or between words of eight is cut
 * off.  => false: there is not so much. */
static bool only_payload(struct sk_buff *skb, u32 len)
{
	u32 hlen = ip_hdrlen(skb);

	if (skb_linearize(skb) || skb->len < hlen + len)
		return false;
	skb_pull(skb, hlen);
	skb_trim(skb, len);
	return true;
}

/* The fragment and all that came before it. */
static int discard(struct ipq *qp, struct sk_buff *skb, enum skb_drop_reason reason, int err)
{
	IP_INC_STATS(skb->shard, IPSTATS_MIB_REASMFAILS);
	inet_frag_kill(&qp->q, reason);
	kfree_skb_reason(skb, reason);
	return err;
}

static int ip_frag_insert(struct ipq *qp, struct sk_buff *skb, u32 offset, u32 end)
{
	u32 fragsize = ip_hdrlen(skb) + end - offset;

	switch (inet_frag_queue_insert(&qp->q, skb, offset, end)) {
	case IPFRAG_OK:
		break;
	case IPFRAG_DUP:
		kfree_skb_reason(skb, SKB_DROP_REASON_DUP_FRAG);
		return -EINVAL;
	case IPFRAG_NOMEM:
		return discard(qp, skb, SKB_DROP_REASON_NOMEM, -ENOMEM);
	default:
		IP_INC_STATS(skb->shard, IPSTATS_MIB_REASM_OVERLAPS);
		return discard(qp, skb, SKB_DROP_REASON_FRAG_OVERLAP, -EINVAL);
	}
	count_in(qp, skb, fragsize);
	if (!is_whole(&qp->q)) {
		if (unlikely(skb->story))
			TRACE(skb, wait, .where = "reassembly");
		skb_dst_drop(skb);
		return -EINPROGRESS;
	}
	return 0;
}

static int ip_frag_complete(struct ipq *qp, struct sk_buff *skb)
{
	enum skb_drop_reason reason = ip_frag_reasm(qp, skb);

	IP_INC_STATS(skb->shard, reason ? IPSTATS_MIB_REASMFAILS : IPSTATS_MIB_REASMOKS);
	/* A datagram that cannot be is still in the queue, and goes with it. */
	if (reason && qp->q.nr_runs) {
		skb_dst_drop(skb);
		inet_frag_kill(&qp->q, reason);
		return -EINVAL;
	}
	inet_frag_kill(&qp->q, SKB_CONSUMED);
	if (reason) {
		kfree_skb_reason(skb, reason);
		return -ENOMEM;
	}
	if (unlikely(skb->story))
		trace_whole(skb);
	return 0;
}

static int ip_frag_queue(struct ipq *qp, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	u32 offset = (u32)(ntohs(iph->frag_off) & IP_OFFSET) << 3;
	u32 end = offset + skb->len - ip_hdrlen(skb);
	bool last = !(iph->frag_off & htons(IP_MF));
	int err;

	if (!skb->doing_frags && unlikely(ip_frag_too_far(qp)))
		inet_frag_reinit(&qp->q, SKB_DROP_REASON_FRAG_TOO_FAR);
	if (!last)
		end &= ~7u;
	if (!check_end(&qp->q, last, end) || end == offset)
		return discard(qp, skb, SKB_DROP_REASON_FRAG_INVALID, -EINVAL);
	if (!only_payload(skb, end - offset))
		return discard(qp, skb, SKB_DROP_REASON_NOMEM, -ENOMEM);
	err = ip_frag_insert(qp, skb, offset, end);
	return err ? err : ip_frag_complete(qp, skb);
}

int path_defrag(struct net *net, struct sk_buff *skb, u32 user)
{
	struct ipq *qp;

	IP_INC_STATS(skb->shard, IPSTATS_MIB_REASMREQDS);
	if (skb->sk) {
		sock_put(skb->sk);
		skb->sk = NULL;
	}
	qp = ip_find(skb->shard, ip_hdr(skb), user, 0);
	if (qp)
		return ip_frag_queue(qp, skb);
	IP_INC_STATS(skb->shard, IPSTATS_MIB_REASMFAILS);
	kfree_skb_reason(skb, SKB_DROP_REASON_FRAG_MEM);
	return -ENOMEM;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet.
 *
 * A sk_buff describes bytes that stand in a reference-counted data block: several sk_buffs (clones)
 * may share one, and whoever writes calls skb_ensure_writable() first.  Both come from the pools of
 * a shard, in blocks for ordinary frames and in blocks for the largest packets.
 *
 *	head            data               data + len        end
 *	 |  headroom      |  …headers, payload…  |  tailroom   |
 *
 * Header positions are offsets from head.  Data is linear; a reassembled datagram keeps its pieces
 * in frag_list so that it can leave as it came.
 *
 * Ownership: a function that is given a sk_buff and says so in its contract owns it and ends it by
 * kfree_skb_reason() or consume_skb(), or by giving it on.
 */
#ifndef QUINTET_SKB_SKBUFF_H
#define QUINTET_SKB_SKBUFF_H

#include "base/csum.h"
#include "base/pool.h"
#include "base/types.h"
#include "skb/sock.h"
#include "trace/trace.h"

#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/if_arp.h>

struct net_device;
struct net_shard;
struct rt6_info;
struct rtable;
struct sk_buff;
struct sock;

#define SKB_HEADROOM   128u /* room for link-layer headers that are added */
#define SKB_BLOCK_DATA 2048u /* a pool's block: headroom and data */
#define SKB_MAX_LEN    (65535u + 256u)
#define SKB_LARGE_DATA (SKB_HEADROOM + SKB_MAX_LEN + 256u)
#define SKB_NO_HEADER  0xffffu

/* ip_summed */
enum { CHECKSUM_NONE, CHECKSUM_UNNECESSARY, CHECKSUM_COMPLETE, CHECKSUM_PARTIAL };

/**
 * struct skb_data - a block of packet bytes
 * @refs: sk_buffs that use it
 * @size: bytes in @bytes
 * @pool: where it goes back to
 */
struct skb_data {
	u32 refs;
	u32 size;
	struct pool *pool;
	u8 bytes[] __attribute__((aligned(16)));
};

/**
 * struct dst_entry - the part of a route that packets know: how to hold it
 * @release: called when the last reference goes; NULL: it is never freed while packets hold it
 *
 * struct rtable and struct rt6_info begin with one.
 */
struct dst_entry {
	u32 refs;
	void (*release)(struct dst_entry *dst);
};
static inline void dst_hold(struct dst_entry *dst)
{
	__atomic_add_fetch(&dst->refs, 1, __ATOMIC_RELAXED);
}
static inline void dst_put(struct dst_entry *dst)
{
	if (!__atomic_sub_fetch(&dst->refs, 1, __ATOMIC_ACQ_REL) && dst->release)
		dst->release(dst);
}

/**
 * struct skb_observer - someone who wants to know what becomes of packets (replay, tests)
 * @dropped: before kfree_skb_reason() frees @skb; must not keep it
 */
struct skb_observer {
	void (*dropped)(void *ctx, const struct sk_buff *skb, enum skb_drop_reason reason);
	void *ctx;
};

/** struct skb_pool - where a shard's packets come from; one thread */
struct skb_pool {
	struct pool heads;
	struct pool blocks;
	struct pool large; /* of SKB_LARGE_DATA */
	u64 next_id;
	const struct skb_observer *observer; /* NULL: nobody asks */
};

struct sk_buff {
	/* The first cache line: what the path reads of every packet. */
	u8 *head;
	u8 *data;
	struct net_device *dev; /* where it is now */
	union { /* its route, by its protocol; borrowed under RCU unless rt_refd */
		struct dst_entry *dst;
		struct rtable *rt;
		struct rt6_info *rt6;
	};
	u32 len; /* bytes at data, plus those in frag_list */
	u32 mark;
	u32 end; /* size of the block, from head */
	u16 mac_header, network_header, transport_header;
	__be16 protocol; /* ETH_P_* */
	u8 pkt_type; /* PACKET_HOST … */
	u8 ip_summed;
	u8 nf_trace : 1; /* -j TRACE */
	u8 rt_refd : 1; /* rt holds a reference */
	u8 cloned : 1; /* the block may be shared */
	u8 local_df : 1; /* ignore DF */
	u8 forwarded : 1; /* IPSKB_FORWARDED */
	u8 doing_frags : 1; /* IPSKB_FRAG_COMPLETE: cut into pieces here */
	u8 made : 1; /* made by the stack, not by the wire or a socket */
	u8 ip_opt : 1; /* opt holds this packet's compiled IP options */
	u8 redirect : 1; /* IPSKB_DOREDIRECT: its sender knows a longer way than it has */
	u8 defragged : 1; /* frag_max_size is set */
	u8 frag_pmtu : 1; /* IPSKB_FRAG_PMTU: DF on the fragments that it is cut into */

	/* The second: per-packet identity and what features hang on. */
	u64 id __cacheline_aligned; /* unique in a shard */
	u64 cause; /* id of the packet from outside that caused this one, or its own */
	struct trace_story *story; /* NULL: nobody asks */
	struct net_shard *shard; /* whose thread has it */
	struct skb_pool *pool;
	struct sock *sk; /* sender's or receiver's socket, with a reference, or NULL */
	u64 tstamp_ns; /* arrival, real clock; 0: not stamped */
	unsigned long _nfct; /* nf_conn pointer and ctinfo, as in the kernel */

	u32 users __cacheline_aligned;
	u32 priority;
	u32 hash;
	int skb_iif; /* ifindex it arrived by, 0 for local ones */
	struct skb_data *block;
	struct sk_buff *next; /* for queues and lists of the one who owns it */
	struct sk_buff *frag_list;
	u32 data_len; /* bytes in frag_list */
	u16 frag_max_size; /* if defragged: the largest fragment, header included */
	u16 gso_size, gso_segs, gso_type;
	u16 csum_start, csum_offset; /* CHECKSUM_PARTIAL, from head */
	u16 mac_len;
	__be16 vlan_proto; /* ETH_P_8021Q, ETH_P_8021AD; 0: no tag beside the frame */
	u16 vlan_tci;
	__wsum csum;
	u16 inner_hint;
	u8 opt[48] __attribute__((aligned(8))); /* the IP layer's control block (kernel: cb) */
};

/* ---- life ---- */

void skb_pool_init(struct skb_pool *pool, u64 limit);
void skb_pool_destroy(struct skb_pool *pool);

/**
 * alloc_skb() - an empty packet with room for @size bytes behind SKB_HEADROOM
 *
 * => NULL when the pool is at its limit or @size exceeds SKB_MAX_LEN.
 */
struct sk_buff *alloc_skb(struct net_shard *shard, struct skb_pool *pool, u32 size);
/** skb_clone() - another sk_buff over the same bytes, pieces included; metadata copied, a new id,
 * same cause */
struct sk_buff *skb_clone(struct sk_buff *skb);
/** skb_copy() - as skb_clone(), with bytes of its own */
struct sk_buff *skb_copy(const struct sk_buff *skb, u32 headroom);
/**
 * kfree_skb_at() - the packet ended badly; tells its story
 * @where: a function or a hook, static text
 */
void kfree_skb_at(struct sk_buff *skb, enum skb_drop_reason reason, const char *where);
/** kfree_skb_reason() - kfree_skb_at() the function that calls */
#define kfree_skb_reason(skb, reason) kfree_skb_at(skb, reason, __func__)
/**
 * skb_copy_headers() - a packet with the metadata and the first @len bytes of @skb
 * @room: bytes that the caller will skb_put() behind them
 */
struct sk_buff *skb_copy_headers(const struct sk_buff *skb, u32 len, u32 room);
/** consume_skb() - the packet reached its end */
void consume_skb(struct sk_buff *skb);
static inline void skb_get(struct sk_buff *skb)
{
	skb->users++;
}

/* ---- bytes ---- */

static inline u8 *skb_tail(const struct sk_buff *skb)
{
	return skb->data + (skb->len - skb->data_len);
}
static inline u32 skb_headlen(const struct sk_buff *skb)
{
	return skb->len - skb->data_len;
}
static inline u32 skb_headroom(const struct sk_buff *skb)
{
	return (u32)(skb->data - skb->head);
}
static inline u32 skb_tailroom(const struct sk_buff *skb)
{
	return skb->end - skb_headroom(skb) - skb_headlen(skb);
}
/* The caller has checked the room. */
static inline void *skb_put(struct sk_buff *skb, u32 n)
{
	u8 *p = skb_tail(skb);

	assert(skb_tailroom(skb) >= n);
	skb->len += n;
	return p;
}
static inline void *skb_push(struct sk_buff *skb, u32 n)
{
	assert(skb_headroom(skb) >= n);
	skb->data -= n;
	skb->len += n;
	return skb->data;
}
static inline void *skb_pull(struct sk_buff *skb, u32 n)
{
	assert(n <= skb_headlen(skb));
	skb->data += n;
	skb->len -= n;
	return skb->data;
}
static inline void skb_reserve(struct sk_buff *skb, u32 n)
{
	assert(skb->len == 0 && n <= skb_tailroom(skb));
	skb->data += n;
}
/** ___pskb_trim() - cut a packet in pieces to @len bytes, fewer than it has */
void ___pskb_trim(struct sk_buff *skb, u32 len);
/** skb_trim() - cut to @len bytes */
static inline void skb_trim(struct sk_buff *skb, u32 len)
{
	if (likely(skb->len <= len))
		return;
	if (unlikely(skb->data_len))
		___pskb_trim(skb, len);
	else
		skb->len = len;
}
/** __pskb_pull_tail() - move @delta bytes from the pieces behind the linear ones; pointers into the
 * packet are stale after it; => 0, -ENOMEM, -EINVAL if there are not so many */
int __must_check __pskb_pull_tail(struct sk_buff *skb, u32 delta);
/** pskb_may_pull() - are @len bytes there to be read at data? Pointers into the packet are stale */
static inline bool pskb_may_pull(struct sk_buff *skb, u32 len)
{
	if (likely(len <= skb_headlen(skb)))
		return true;
	return unlikely(len <= skb->len) && !__pskb_pull_tail(skb, len - skb_headlen(skb));
}
/** skb_linearize() - all in one piece; pointers into the packet are stale; => 0, -ENOMEM */
static inline int __must_check skb_linearize(struct sk_buff *skb)
{
	return likely(!skb->data_len) ? 0 : __pskb_pull_tail(skb, skb->data_len);
}
/** skb_cloned() - does another sk_buff use the same bytes? */
static inline bool skb_cloned(const struct sk_buff *skb)
{
	return skb->cloned && skb->block->refs > 1;
}
static inline bool skb_has_frag_list(const struct sk_buff *skb)
{
	return skb->frag_list != NULL;
}
#define skb_walk_frags(skb, f) for ((f) = (skb)->frag_list; (f); (f) = (f)->next)
/**
 * skb_ensure_writable() - make the first @len bytes of the packet this sk_buff's own
 *
 * Pointers into the packet are stale after it.  => 0, -ENOMEM, -EINVAL if it is shorter.
 */
int __must_check skb_ensure_writable(struct sk_buff *skb, u32 len);
/** skb_cow_head() - writable, and with @headroom bytes before data; => 0 or -ENOMEM */
int __must_check skb_cow_head(struct sk_buff *skb, u32 headroom);
/** skb_expand_tail() - room for @n more bytes behind the packet; => 0 or -ENOMEM */
int __must_check skb_expand_tail(struct sk_buff *skb, u32 n);
/** skb_copy_bits() - copy bytes out, through frag_list too; => 0 or -EFAULT */
int skb_copy_bits(const struct sk_buff *skb, u32 offset, void *to, u32 len);
/** skb_header_pointer() - @len bytes at @offset from data: in place or copied to @buf, or NULL;
 * @buf NULL: only in place */
static inline void *skb_header_pointer(const struct sk_buff *skb, u32 offset, u32 len, void *buf)
{
	if (likely(offset <= skb_headlen(skb) && len <= skb_headlen(skb) - offset))
		return skb->data + offset;
	if (likely(!skb->data_len) || !buf || skb_copy_bits(skb, offset, buf, len))
		return NULL;
	return buf;
}
/** skb_checksum() - sum over @len bytes at @offset from data, added to @csum */
__wsum skb_checksum(const struct sk_buff *skb, u32 offset, u32 len, __wsum csum);
/**
 * inet_proto_csum_replace4() - a word that a TCP or UDP checksum covers changes; @sum follows
 * @pseudohdr: the word stands in the pseudo header (too): a sum that is not yet complete
 *	(CHECKSUM_PARTIAL) is only about that
 */
static inline void inet_proto_csum_replace4(__sum16 *sum, const struct sk_buff *skb, __be32 from,
					    __be32 to, bool pseudohdr)
{
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		csum_replace4(sum, from, to);
	else if (pseudohdr)
		*sum = (__sum16)~csum_fold(
			csum_add(csum_sub(csum_unfold(*sum), (__wsum)from), (__wsum)to));
}
static inline void inet_proto_csum_replace2(__sum16 *sum, const struct sk_buff *skb, __be16 from,
					    __be16 to, bool pseudohdr)
{
	inet_proto_csum_replace4(sum, skb, (__be32)from, (__be32)to, pseudohdr);
}

/* ---- headers ---- */

static inline void skb_reset_mac_header(struct sk_buff *skb)
{
	skb->mac_header = (u16)(skb->data - skb->head);
}
static inline void skb_reset_network_header(struct sk_buff *skb)
{
	skb->network_header = (u16)(skb->data - skb->head);
}
static inline void skb_reset_transport_header(struct sk_buff *skb)
{
	skb->transport_header = (u16)(skb->data - skb->head);
}
static inline void skb_set_transport_header(struct sk_buff *skb, int offset)
{
	skb->transport_header = (u16)(skb->data - skb->head + offset);
}
static inline bool skb_mac_header_was_set(const struct sk_buff *skb)
{
	return skb->mac_header != SKB_NO_HEADER;
}
static inline u8 *skb_mac_header(const struct sk_buff *skb)
{
	return skb->head + skb->mac_header;
}
static inline u8 *skb_network_header(const struct sk_buff *skb)
{
	return skb->head + skb->network_header;
}
static inline u8 *skb_transport_header(const struct sk_buff *skb)
{
	return skb->head + skb->transport_header;
}
static inline int skb_network_offset(const struct sk_buff *skb)
{
	return (int)(skb_network_header(skb) - skb->data);
}
static inline struct ethhdr *eth_hdr(const struct sk_buff *skb)
{
	return (struct ethhdr *)skb_mac_header(skb);
}
static inline struct iphdr *ip_hdr(const struct sk_buff *skb)
{
	return (struct iphdr *)skb_network_header(skb);
}
static inline u32 ip_hdrlen(const struct sk_buff *skb)
{
	return ip_hdr(skb)->ihl * 4u;
}

/** skb_csum_unnecessary() - its checksum is known to be right, or left open for the device */
static inline bool skb_csum_unnecessary(const struct sk_buff *skb)
{
	return skb->ip_summed == CHECKSUM_UNNECESSARY || skb->ip_summed == CHECKSUM_PARTIAL;
}

/* ---- the story ---- */

/* TRACE(skb, event, .field = …): append an event; guard it with unlikely(skb->story). */
#define TRACE(skb_, ev, ...)                                                          \
	trace_append((skb_)->story, &(const struct trace_event){.packet = (skb_)->id, \
								.type = TRACE_##ev,   \
								.ev = {__VA_ARGS__}})
/** skb_trace() - append an event that was filled in, but for its packet's id */
void skb_trace(const struct sk_buff *skb, struct trace_event *ev);
/** skb_summary() - one line about the packet: "tcp 10.0.0.1:40000 > 10.0.0.2:80 S ttl 64 len 60" */
void skb_summary(const struct sk_buff *skb, char *buf, size_t size);

/* ---- queues ---- */

struct sk_buff_head {
	struct sk_buff *first, **last;
	u32 qlen;
};
static inline void skb_queue_head_init(struct sk_buff_head *q)
{
	q->first = NULL;
	q->last = &q->first;
	q->qlen = 0;
}
static inline void skb_queue_tail(struct sk_buff_head *q, struct sk_buff *skb)
{
	skb->next = NULL;
	*q->last = skb;
	q->last = &skb->next;
	q->qlen++;
}
/* The one that came last, or NULL; it stays. */
static inline struct sk_buff *skb_peek_tail(const struct sk_buff_head *q)
{
	return q->first ? container_of(q->last, struct sk_buff, next) : NULL;
}
static inline struct sk_buff *skb_dequeue(struct sk_buff_head *q)
{
	struct sk_buff *skb = q->first;

	if (!skb)
		return NULL;
	q->first = skb->next;
	if (!q->first)
		q->last = &q->first;
	skb->next = NULL;
	q->qlen--;
	return skb;
}

/* ---- vectors ---- */

#define SKB_VEC_MAX 64

/**
 * struct skb_vec - packets that arrived together
 *
 * A vector is a prefetch schedule, not an order of effects: stages look ahead in it, but packets
 * run to completion one after the other, so results do not depend on its size.
 */
struct skb_vec {
	u32 count;
	struct sk_buff *skb[SKB_VEC_MAX];
};

#endif

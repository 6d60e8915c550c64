// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whose socket does a packet come from?
 *
 * The kernel knows (sock_diag(7)), and is asked once a flow: at a TCP connection's first packet,
 * and again when an answer is a second old, since ports change hands.  It tells the user, not the
 * group; a group that is not known matches no rule.  A packet of no socket, as the resets of the
 * kernel, and one of a protocol that sock_diag does not look up (ICMP), belong to nobody.
 */
#include "host/local_internal.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/ip.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { FLOWS = 1024 };
#define BELIEVED_NS 1000000000u
#define UNKNOWN	    UINT32_MAX

struct flow {
	__be32 saddr, daddr;
	__be16 sport, dport;
	u8 protocol;
};

struct known {
	struct flow flow;
	u64 asked_ns;
	struct sock *sk;
};

struct local_owner {
	int diag;
	struct known known[FLOWS];
};

struct local_owner *local_owner_create(int diag)
{
	struct local_owner *o = calloc(1, sizeof(*o));

	if (o)
		o->diag = diag;
	return o;
}

void local_owner_destroy(struct local_owner *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < FLOWS; i++)
		sock_put(o->known[i].sk);
	free(o);
}

/* => is it a flow of TCP or UDP? @first: it begins one */
static bool read_flow(const struct sk_buff *skb, struct flow *f, bool *first)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	u32 hlen = iph->ihl * 4u;
	u8 bytes[14];

	memset(f, 0, sizeof(*f));
	if ((iph->protocol != IPPROTO_TCP && iph->protocol != IPPROTO_UDP) ||
	    iph->frag_off & htons(0x1fff) || skb_copy_bits(skb, hlen, bytes, 8))
		return false;
	*first = iph->protocol == IPPROTO_TCP && !skb_copy_bits(skb, hlen, bytes, 14) &&
		 bytes[13] & 2;
	f->saddr = iph->saddr;
	f->daddr = iph->daddr;
	memcpy(&f->sport, bytes, 2);
	memcpy(&f->dport, bytes + 2, 2);
	f->protocol = iph->protocol;
	return true;
}

static bool ask(int diag, const struct flow *f, uid_t *uid)
{
	struct {
		struct nlmsghdr nlh;
		struct inet_diag_req_v2 req;
	} r = {.nlh = {.nlmsg_len = sizeof(r),
		       .nlmsg_type = SOCK_DIAG_BY_FAMILY,
		       .nlmsg_flags = NLM_F_REQUEST},
	       .req = {.sdiag_family = AF_INET,
		       .sdiag_protocol = f->protocol,
		       .idiag_states = UINT32_MAX}};
	u8 buf[4096] __attribute__((aligned(8)));
	const struct inet_diag_msg *msg = NLMSG_DATA((struct nlmsghdr *)buf);
	ssize_t n;

	r.req.id.idiag_sport = f->sport;
	r.req.id.idiag_dport = f->dport;
	r.req.id.idiag_src[0] = f->saddr;
	r.req.id.idiag_dst[0] = f->daddr;
	r.req.id.idiag_cookie[0] = r.req.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	n = local_netlink(diag, &r.nlh, buf, sizeof(buf));
	if (n < (ssize_t)NLMSG_LENGTH(sizeof(*msg)))
		return false;
	*uid = msg->idiag_uid;
	return true;
}

static struct sock *find_out(struct local_owner *o, const struct flow *f)
{
	struct sock *sk;
	uid_t uid;

	if (!ask(o->diag, f, &uid))
		return NULL;
	sk = calloc(1, sizeof(*sk));
	if (sk)
		*sk = (struct sock){.refs = 1,
				    .uid = uid,
				    .gid = UNKNOWN,
				    .family = AF_INET,
				    .protocol = f->protocol,
				    .has_file = true};
	return sk;
}

static bool same_flow(const struct flow *a, const struct flow *b)
{
	return a->saddr == b->saddr && a->daddr == b->daddr && a->sport == b->sport &&
	       a->dport == b->dport && a->protocol == b->protocol;
}

static u32 slot_of(const struct flow *f)
{
	u64 h = ((u64)f->saddr << 32 | f->daddr) * 0x9e3779b97f4a7c15u;

	h = (h ^ ((u32)f->sport << 16 | f->dport) ^ f->protocol) * 0x9e3779b97f4a7c15u;
	return (u32)(h >> 32) % FLOWS;
}

struct sock *local_owner_of(struct local_owner *o, const struct sk_buff *skb, u64 now_ns)
{
	struct known *k;
	struct flow f;
	bool first;

	if (o->diag < 0 || !read_flow(skb, &f, &first))
		return NULL;
	k = &o->known[slot_of(&f)];
	if (!first && same_flow(&k->flow, &f) && now_ns - k->asked_ns < BELIEVED_NS)
		return k->sk;
	sock_put(k->sk);
	k->flow = f;
	k->asked_ns = now_ns;
	k->sk = find_out(o, &f);
	return k->sk;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The local port's back end: packets between the engine and the sockets of programs.
 *
 *	programs ── sockets of the kernel ── TUN ──► local_port_output() ──► LOCAL_OUT
 *	                                     TUN ◄── transmit()          ◄── LOCAL_IN
 *
 * Packets travel with open checksums and segmentation, as between a kernel and a network card.  A
 * vector of them is taken at a time.  The kernel's part is a namespace of its own (local_netns.c),
 * which exists from the first `quintet exec` until the engine ends.
 */
#include "host/local.h"

#include "drivers/local.h"
#include "host/eventloop.h"
#include "host/local_internal.h"
#include "io/vnet.h"
#include "net/netdevice.h"
#include "net/output.h"

#include <errno.h>
#include <linux/if_tun.h>
#include <linux/ip.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

enum { BATCH = 64, PACKET_MAX = 65535, HEADROOM = 64, SMALL = 1800, MAX_PIECES = 64 };

struct local {
	struct local_sockets sockets;
	struct net *net;
	struct local_netns ns;
	struct local_mirror *mirror;
	struct local_owner *owner;
	struct event *ev;
	uint64_t taken;
	u8 bytes[PACKET_MAX];
};

/* ---- to programs ---- */

static bool in_few_pieces(const struct sk_buff *skb)
{
	int n = 0;

	for (const struct sk_buff *f = skb->frag_list; f; f = f->next)
		n++;
	return n <= MAX_PIECES;
}

/* The kernel drops what a socket has no room for, as it would from a network card. */
static void transmit(void *ctx, struct sk_buff *skb)
{
	struct local *l = ctx;
	struct virtio_net_hdr hdr;
	struct iovec iov[2 + MAX_PIECES] = {{&hdr, sizeof(hdr)}};
	int n = 2;

	if (!in_few_pieces(skb) && skb_linearize(skb))
		return;
	iov[1] = (struct iovec){skb->data, skb_headlen(skb)};
	for (struct sk_buff *f = skb->frag_list; f; f = f->next)
		iov[n++] = (struct iovec){f->data, f->len};
	vnet_hdr_from_skb(skb, &hdr);
	(void)!writev(l->ns.tun, iov, n);
}

/* ---- from programs ---- */

static struct sk_buff *packet_of(struct local *l, u32 len, const struct virtio_net_hdr *hdr)
{
	struct net_shard *shard = net_shard0(l->net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, HEADROOM + len);

	if (!skb)
		return NULL;
	skb_reserve(skb, HEADROOM);
	memcpy(skb_put(skb, len), l->bytes, len);
	skb_reset_network_header(skb);
	if (!vnet_hdr_to_skb(skb, hdr))
		return skb;
	consume_skb(skb);
	return NULL;
}

static bool is_ipv4(const u8 *bytes, u32 len)
{
	return len >= sizeof(struct iphdr) && bytes[0] >> 4 == 4;
}

static void send_one(struct local *l, u32 len, const struct virtio_net_hdr *hdr)
{
	struct net_shard *shard = net_shard0(l->net);
	struct sk_buff *skb;

	if (!is_ipv4(l->bytes, len))
		return; /* the kernel's own IPv6: router solicitations, listener reports */
	skb = packet_of(l, len, hdr);
	if (!skb)
		return;
	rcu_lock();
	shard->in_backlog = true;
	local_port_output(l->net, skb, local_owner_of(l->owner, skb, shard->clock.mono_ns));
	shard->in_backlog = false;
	rcu_unlock();
	net_run_backlog(shard);
}

static void tun_ready(void *ctx, uint32_t events)
{
	struct local *l = ctx;
	struct virtio_net_hdr hdr;
	struct iovec iov[2] = {{&hdr, sizeof(hdr)}, {l->bytes, sizeof(l->bytes)}};

	for (int i = 0; i < BATCH; i++) {
		ssize_t n = readv(l->ns.tun, iov, 2);

		if (n < (ssize_t)sizeof(hdr))
			break;
		l->taken++;
		send_one(l, (u32)((size_t)n - sizeof(hdr)), &hdr);
	}
}

/* ---- life ---- */

static void set_offload(int tun)
{
	const unsigned int tso = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO_ECN;

	(void)ioctl(tun, TUNSETOFFLOAD, tso);
}

static int attach(struct local *l, struct eventloop *loop)
{
	int err = local_netns_open(&l->ns);

	if (err)
		return err;
	set_offload(l->ns.tun);
	l->owner = local_owner_create(l->ns.diag);
	if (!l->owner)
		return -ENOMEM;
	err = local_mirror_create(l->net, l->ns.rtnl, &l->mirror);
	if (!err)
		err = eventloop_add(loop, l->ns.tun, EPOLLIN, tun_ready, l, &l->ev);
	if (err)
		return err;
	l->sockets = (struct local_sockets){.transmit = transmit, .ctx = l};
	local_port_attach(l->net, &l->sockets);
	local_mirror_sync(l->mirror);
	return 0;
}

int local_create(struct eventloop *loop, struct net *net, struct local **out)
{
	struct local *l = calloc(1, sizeof(*l));
	int err;

	if (!l)
		return -ENOMEM;
	l->net = net;
	err = attach(l, loop);
	if (err) {
		local_destroy(l);
		return err;
	}
	*out = l;
	return 0;
}

void local_destroy(struct local *l)
{
	if (!l)
		return;
	if (l->sockets.transmit)
		local_port_detach(l->net);
	event_remove(l->ev);
	local_mirror_destroy(l->mirror);
	local_owner_destroy(l->owner);
	local_netns_close(&l->ns);
	free(l);
}

void local_namespaces(const struct local *l, int *user, int *net)
{
	*user = l->ns.user;
	*net = l->ns.net;
}

void local_sync(struct local *l)
{
	if (l)
		local_mirror_sync(l->mirror);
}

uint64_t local_taken(const struct local *l)
{
	return l ? l->taken : 0;
}

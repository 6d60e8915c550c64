// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * AF_PACKET: a device of the machine's kernel, shared with the kernel's own stack
 * (Documentation/networking/packet_mmap.rst).
 *
 * In: a TPACKET_V3 ring, which the kernel fills in blocks of many frames; we read without a system
 * call until it is empty.  Out: frames are collected and sent by one sendmmsg(2) a batch; one that
 * is too large to be collected goes at once.  Both ways a virtio-net header goes before the frame.
 *
 * A VLAN tag that the kernel has taken off stands in the ring's header and is put back.
 */
#include "io/live.h"

#include "io/io_internal.h"
#include "io/vnet.h"

#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

enum {
	BLOCK_SIZE = 1 << 20,
	BLOCKS = 16,
	BLOCK_TIMEOUT_MS = 1, /* the kernel hands over a block that is not full after so long */
	TX_BATCH = 64,
	TX_FRAME = 2048, /* what can be collected */
	VLAN_TAG = 4,
};

/* A queue: a socket and where in its ring we are. */
struct queue {
	int fd;
	u8 *ring;
	unsigned int block; /* the one that is read */
	unsigned int left; /* frames of it that are not read yet */
	const u8 *next;
};

struct afpacket {
	struct queue queue[IO_LIVE_MAX_QUEUES];
	unsigned int queues;
	unsigned int pending;
	struct mmsghdr msg[TX_BATCH];
	struct iovec iov[TX_BATCH];
	u8 frame[TX_BATCH][TX_FRAME];
};

/* ---- in ---- */

static struct tpacket_block_desc *block_of(const struct queue *q)
{
	return (struct tpacket_block_desc *)(q->ring + (size_t)q->block * BLOCK_SIZE);
}

static bool next_block(struct queue *q)
{
	struct tpacket_block_desc *b = block_of(q);

	if (!(__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
		return false;
	q->left = b->hdr.bh1.num_pkts;
	q->next = (const u8 *)b + b->hdr.bh1.offset_to_first_pkt;
	return true;
}

static void give_back(struct queue *q)
{
	__atomic_store_n(&block_of(q)->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	q->block = (q->block + 1) % BLOCKS;
}

/* The frame as it was on the wire: its tag behind the addresses. */
static void put_frame(struct sk_buff *skb, const u8 *data, u32 len, const struct tpacket3_hdr *h)
{
	u16 tag[2] = {h->tp_status & TP_STATUS_VLAN_TPID_VALID ? htons(h->hv1.tp_vlan_tpid)
							       : htons(ETH_P_8021Q),
		      htons((u16)h->hv1.tp_vlan_tci)};

	if (likely(!(h->tp_status & TP_STATUS_VLAN_VALID))) {
		memcpy(skb_put(skb, len), data, len);
		return;
	}
	memcpy(skb_put(skb, 12), data, 12);
	memcpy(skb_put(skb, VLAN_TAG), tag, VLAN_TAG);
	memcpy(skb_put(skb, len - 12), data + 12, len - 12);
}

static void shift_csum(struct sk_buff *skb, const struct tpacket3_hdr *h)
{
	if ((h->tp_status & TP_STATUS_VLAN_VALID) && skb->ip_summed == CHECKSUM_PARTIAL)
		skb->csum_start = (u16)(skb->csum_start + VLAN_TAG);
}

/* The header was written for the frame without its tag. */
static int apply_vnet(struct sk_buff *skb, const struct virtio_net_hdr *hdr,
		      const struct tpacket3_hdr *h)
{
	u16 network = skb->network_header;
	int err;

	if (h->tp_status & TP_STATUS_VLAN_VALID)
		skb->network_header = (u16)(network + VLAN_TAG);
	err = vnet_hdr_to_skb(skb, hdr);
	skb->network_header = network;
	shift_csum(skb, h);
	return err;
}

static void read_one(struct net_device *dev, const struct tpacket3_hdr *h, struct skb_vec *vec)
{
	const u8 *data = (const u8 *)h + h->tp_mac;
	struct virtio_net_hdr hdr;
	struct sk_buff *skb;

	if (h->tp_snaplen < ETH_HLEN || h->tp_snaplen != h->tp_len)
		return;
	skb = netdev_alloc_skb(net_shard0(dev->net), dev, h->tp_snaplen + VLAN_TAG);
	if (!skb)
		return;
	memcpy(&hdr, data - sizeof(hdr), sizeof(hdr));
	put_frame(skb, data, h->tp_snaplen, h);
	if (!io_port_accept(dev, skb) && !apply_vnet(skb, &hdr, h))
		vec->skb[vec->count++] = skb;
	else
		consume_skb(skb);
}

static unsigned int afpacket_receive(void *ctx, struct net_device *dev, unsigned int queue,
				     struct skb_vec *vec, unsigned int max)
{
	struct queue *q = &((struct afpacket *)ctx)->queue[queue];
	unsigned int n = 0;

	while (n < max && (q->left || next_block(q))) {
		const struct tpacket3_hdr *h = (const struct tpacket3_hdr *)q->next;

		if (q->left) {
			read_one(dev, h, vec);
			q->next += h->tp_next_offset;
			q->left--;
			n++;
		}
		if (!q->left)
			give_back(q);
	}
	return n;
}

/* ---- out ---- */

/* What the device's own queue cannot take is lost, as on a wire. */
static void afpacket_flush(void *ctx)
{
	struct afpacket *a = ctx;
	unsigned int done = 0;

	while (done < a->pending) {
		int n = sendmmsg(a->queue[0].fd, a->msg + done, a->pending - done, MSG_DONTWAIT);

		done += n > 0 ? (unsigned int)n : 1;
	}
	a->pending = 0;
}

static int send_now(struct afpacket *a, const struct virtio_net_hdr *hdr, const struct sk_buff *skb)
{
	struct iovec iov[2] = {{(void *)hdr, sizeof(*hdr)}, {skb->data, skb->len}};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};

	afpacket_flush(a);
	return sendmsg(a->queue[0].fd, &msg, MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int afpacket_transmit(void *ctx, struct sk_buff *skb)
{
	struct afpacket *a = ctx;
	struct virtio_net_hdr hdr;
	u8 *to = a->frame[a->pending];

	vnet_hdr_from_skb(skb, &hdr);
	if (sizeof(hdr) + skb->len > TX_FRAME && !skb->data_len)
		return send_now(a, &hdr, skb);
	if (sizeof(hdr) + skb->len > TX_FRAME)
		return -EMSGSIZE;
	memcpy(to, &hdr, sizeof(hdr));
	if (skb_copy_bits(skb, 0, to + sizeof(hdr), skb->len))
		return -EINVAL;
	a->iov[a->pending] = (struct iovec){to, sizeof(hdr) + skb->len};
	a->msg[a->pending].msg_hdr =
		(struct msghdr){.msg_iov = &a->iov[a->pending], .msg_iovlen = 1};
	if (++a->pending == TX_BATCH)
		afpacket_flush(a);
	return 0;
}

static void afpacket_close(void *ctx)
{
	struct afpacket *a = ctx;

	for (unsigned int i = 0; i < a->queues; i++) {
		if (a->queue[i].ring)
			munmap(a->queue[i].ring, (size_t)BLOCK_SIZE * BLOCKS);
		close(a->queue[i].fd);
	}
	free(a);
}

/* ---- opening ---- */

static int set_option(int fd, int name, const void *value, socklen_t len)
{
	return setsockopt(fd, SOL_PACKET, name, value, len) ? -errno : 0;
}

static int make_ring(struct queue *q)
{
	const struct tpacket_req3 req = {.tp_block_size = BLOCK_SIZE,
					 .tp_block_nr = BLOCKS,
					 .tp_frame_size = TX_FRAME,
					 .tp_frame_nr = BLOCK_SIZE / TX_FRAME * BLOCKS,
					 .tp_retire_blk_tov = BLOCK_TIMEOUT_MS};
	int version = TPACKET_V3, on = 1;
	void *ring;
	int err = set_option(q->fd, PACKET_VERSION, &version, sizeof(version));

	if (!err)
		err = set_option(q->fd, PACKET_VNET_HDR, &on, sizeof(on));
	if (!err)
		err = set_option(q->fd, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
	if (!err)
		err = set_option(q->fd, PACKET_RX_RING, &req, sizeof(req));
	if (err)
		return err;
	ring = mmap(NULL, (size_t)BLOCK_SIZE * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd,
		    0);
	if (ring == MAP_FAILED)
		return -errno;
	q->ring = ring;
	return 0;
}

/* Frames for every MAC address: the engine's own routing decides.  Queues share the flows. */
static int bind_to(struct queue *q, int ifindex, unsigned int queues)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = ifindex};
	struct packet_mreq mreq = {.mr_ifindex = ifindex, .mr_type = PACKET_MR_PROMISC};
	int fanout = (int)((u32)PACKET_FANOUT_HASH << 16 | ((u32)getpid() & 0xffff)), err;

	if (bind(q->fd, (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	err = set_option(q->fd, PACKET_ADD_MEMBERSHIP, &mreq, sizeof(mreq));
	if (!err && queues > 1)
		err = set_option(q->fd, PACKET_FANOUT, &fanout, sizeof(fanout));
	return err;
}

static int open_queue(struct afpacket *a, int ifindex, unsigned int queues)
{
	struct queue *q = &a->queue[a->queues];
	int err;

	q->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (q->fd < 0)
		return -errno;
	a->queues++;
	err = make_ring(q);
	return err ? err : bind_to(q, ifindex, queues);
}

static int explain(int err, const char *name, char *why, size_t size)
{
	if (err == -ENODEV)
		snprintf(why, size, "there is no device '%s'", name);
	else if (err == -EPERM || err == -EACCES)
		snprintf(why, size, "AF_PACKET on '%s' needs CAP_NET_RAW", name);
	else
		snprintf(why, size, "AF_PACKET on '%s': %s", name, strerror(-err));
	return err;
}

int io_afpacket_open(const char *name, unsigned int queues, struct io_live *live, char *why,
		     size_t why_size)
{
	struct afpacket *a = calloc(1, sizeof(*a));
	struct io_link link;
	int err = a ? io_kernel_link(name, &link) : -ENOMEM;

	while (!err && a->queues < queues)
		err = open_queue(a, link.ifindex, queues);
	if (err) {
		if (a)
			afpacket_close(a);
		return explain(err, name, why, why_size);
	}
	*live = (struct io_live){.queues = queues, .ifindex = link.ifindex, .mtu = link.mtu};
	memcpy(live->mac, link.mac, ETH_ALEN);
	for (unsigned int i = 0; i < queues; i++)
		live->fd[i] = a->queue[i].fd;
	live->backend.features = NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_TSO6;
	live->backend.receive_skb = afpacket_receive;
	live->backend.transmit_skb = afpacket_transmit;
	live->backend.flush = afpacket_flush;
	live->backend.close = afpacket_close;
	live->backend.ctx = a;
	snprintf(live->backend.label, sizeof(live->backend.label), "afpacket:%s", name);
	return 0;
}

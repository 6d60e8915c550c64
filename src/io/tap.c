// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TAP: a cable to the machine's kernel (UAPI: linux/if_tun.h).
 *
 * The other end is the kernel's device, a neighbour with a MAC address of its own.  Each frame is
 * one read(2) or write(2); with segmentation left open in both directions a frame carries up to
 * 64 KiB.  A frame is read into a large packet, which travels on when it is needed, and otherwise
 * gives its bytes to a small one and waits for the next frame.
 *
 * A TAP made here goes away with the last queue; one that was made before (`ip tuntap add … user`)
 * stays, and needs no privilege.
 */
#include "io/live.h"

#include "base/uapi_compat.h"
#include "io/io_internal.h"
#include "io/vnet.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SMALL_FRAME = 1800, MAX_PIECES = 64 };

struct tap {
	int fd[IO_LIVE_MAX_QUEUES];
	unsigned int queues;
	struct sk_buff *spare; /* large, empty */
};

/* ---- in ---- */

static struct sk_buff *large_packet(struct tap *tap, struct net_device *dev)
{
	struct sk_buff *skb = tap->spare;

	tap->spare = NULL;
	return skb ? skb : netdev_alloc_skb(net_shard0(dev->net), dev, ETH_HLEN + 65535);
}

/* A small frame in a packet of its size, if there is one; @large waits for the next. */
static struct sk_buff *right_size(struct tap *tap, struct sk_buff *large)
{
	struct sk_buff *skb;

	if (large->len > SMALL_FRAME)
		return large;
	skb = netdev_alloc_skb(large->shard, large->dev, large->len);
	if (!skb)
		return large;
	memcpy(skb_put(skb, large->len), large->data, large->len);
	skb_trim(large, 0);
	tap->spare = large;
	return skb;
}

/* => bytes of the frame, 0: it was unreadable, -EAGAIN: nothing waits */
static int read_frame(struct tap *tap, int fd, struct sk_buff *skb, struct virtio_net_hdr *hdr)
{
	struct iovec iov[2] = {{hdr, sizeof(*hdr)}, {skb->data, ETH_HLEN + 65535}};
	ssize_t n = readv(fd, iov, 2);

	if (n < 0)
		return errno == EINTR ? 0 : -EAGAIN;
	if ((size_t)n <= sizeof(*hdr))
		return 0;
	skb_put(skb, (u32)n - (u32)sizeof(*hdr));
	return (int)n;
}

static void add_frame(struct tap *tap, struct net_device *dev, struct sk_buff *skb,
		      const struct virtio_net_hdr *hdr, struct skb_vec *vec)
{
	skb = right_size(tap, skb);
	if (!io_port_accept(dev, skb) && !vnet_hdr_to_skb(skb, hdr)) {
		vec->skb[vec->count++] = skb;
		return;
	}
	consume_skb(skb);
}

static unsigned int tap_receive(void *ctx, struct net_device *dev, unsigned int queue,
				struct skb_vec *vec, unsigned int max)
{
	struct tap *tap = ctx;
	struct virtio_net_hdr hdr;
	unsigned int n;

	for (n = 0; n < max; n++) {
		struct sk_buff *skb = large_packet(tap, dev);
		int len = skb ? read_frame(tap, tap->fd[queue], skb, &hdr) : -EAGAIN;

		if (len > 0) {
			add_frame(tap, dev, skb, &hdr, vec);
			continue;
		}
		tap->spare = skb;
		if (len < 0)
			break;
	}
	return n;
}

/* ---- out ---- */

/* A flow keeps to one queue: the kernel sends its answers there. */
static unsigned int queue_of(const struct tap *tap, const struct sk_buff *skb)
{
	const u8 *ip = skb_network_header(skb);
	u32 h = 0;

	if (tap->queues == 1 || ip + 20 > skb_tail(skb) || ip < skb->data)
		return 0;
	for (unsigned int i = 12; i < 20; i++)
		h = h * 31 + ip[i];
	return h % tap->queues;
}

static int pieces(const struct sk_buff *skb, struct iovec *iov)
{
	int n = 0;

	iov[n++] = (struct iovec){skb->data, skb_headlen(skb)};
	for (const struct sk_buff *f = skb->frag_list; f; f = f->next) {
		if (n == MAX_PIECES)
			return -EMSGSIZE;
		iov[n++] = (struct iovec){f->data, f->len};
	}
	return n;
}

static int tap_transmit(void *ctx, struct sk_buff *skb)
{
	struct tap *tap = ctx;
	struct virtio_net_hdr hdr;
	struct iovec iov[1 + MAX_PIECES] = {{&hdr, sizeof(hdr)}};
	int n = pieces(skb, iov + 1);

	if (n < 0)
		return n;
	vnet_hdr_from_skb(skb, &hdr);
	return writev(tap->fd[queue_of(tap, skb)], iov, n + 1) < 0 ? -errno : 0;
}

static void tap_close(void *ctx)
{
	struct tap *tap = ctx;

	for (unsigned int i = 0; i < tap->queues; i++)
		close(tap->fd[i]);
	consume_skb(tap->spare);
	free(tap);
}

/* ---- opening ---- */

int io_kernel_link(const char *name, struct io_link *link)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err = 0;
	struct ifreq ifr = {0};

	if (fd < 0)
		return -errno;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, SIOCGIFINDEX, &ifr))
		goto fail;
	link->ifindex = ifr.ifr_ifindex;
	if (ioctl(fd, SIOCGIFMTU, &ifr))
		goto fail;
	link->mtu = (unsigned int)ifr.ifr_mtu;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		goto fail;
	link->flags = (unsigned short)ifr.ifr_flags;
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		goto fail;
	memcpy(link->mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	close(fd);
	return 0;
fail:
	err = -errno;
	close(fd);
	return err;
}

static int attach(const char *name, short flags, int *fdp)
{
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), err;
	struct ifreq ifr = {.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | flags)};

	if (fd < 0)
		return -errno;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &ifr)) {
		err = -errno;
		close(fd);
		return err;
	}
	*fdp = fd;
	return 0;
}

/* One queue of a TAP that was made for several must say so, and the other way round. */
static int attach_first(const char *name, unsigned int queues, short *flags, int *fd)
{
	int err;

	*flags = queues > 1 ? IFF_MULTI_QUEUE : 0;
	err = attach(name, *flags, fd);
	if (err != -EINVAL || queues > 1)
		return err;
	*flags = IFF_MULTI_QUEUE;
	return attach(name, *flags, fd);
}

/* What we take from the kernel unfinished; older kernels know no UDP segmentation. */
static u16 set_offload(int fd)
{
	unsigned int tso = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;

	if (!ioctl(fd, TUNSETOFFLOAD, tso | TUN_F_USO4 | TUN_F_USO6))
		return NETIF_F_ALL;
	if (ioctl(fd, TUNSETOFFLOAD, tso))
		return NETIF_F_HW_CSUM;
	return NETIF_F_HW_CSUM | NETIF_F_TSO | NETIF_F_TSO6;
}

static int explain(int err, const char *name, char *why, size_t size)
{
	if (err == -ENOENT || err == -ENXIO || err == -ENODEV)
		snprintf(why, size, "/dev/net/tun is not there: %s", strerror(-err));
	else if (err == -EPERM || err == -EACCES)
		snprintf(why, size,
			 "no permission for TAP '%s': make it for this user (ip tuntap add dev %s "
			 "mode tap user NAME)",
			 name, name);
	else if (err == -EBUSY)
		snprintf(why, size, "TAP '%s' is in use", name);
	else if (err == -EINVAL)
		snprintf(why, size, "'%s' is no TAP, or one with another number of queues", name);
	else
		snprintf(why, size, "TAP '%s': %s", name, strerror(-err));
	return err;
}

static int open_queues(struct tap *tap, const char *name, unsigned int queues)
{
	short flags;
	int err = attach_first(name, queues, &flags, &tap->fd[0]);

	if (err)
		return err;
	for (tap->queues = 1; tap->queues < queues; tap->queues++) {
		err = attach(name, flags, &tap->fd[tap->queues]);
		if (err)
			return err;
	}
	return 0;
}

int io_tap_open(const char *name, unsigned int queues, struct io_live *live, char *why,
		size_t why_size)
{
	struct tap *tap = calloc(1, sizeof(*tap));
	struct io_link link;
	int err;

	if (!tap)
		return -ENOMEM;
	err = open_queues(tap, name, queues);
	if (!err)
		err = io_kernel_link(name, &link);
	if (err) {
		tap_close(tap);
		return explain(err, name, why, why_size);
	}
	*live = (struct io_live){.queues = queues, .ifindex = link.ifindex, .mtu = link.mtu};
	for (unsigned int i = 0; i < queues; i++) {
		live->fd[i] = tap->fd[i];
		live->backend.features = set_offload(tap->fd[i]);
	}
	memcpy(live->mac, link.mac, ETH_ALEN);
	live->mac[0] |= 2;
	live->mac[5] ^= 1;
	live->backend.receive_skb = tap_receive;
	live->backend.transmit_skb = tap_transmit;
	live->backend.close = tap_close;
	live->backend.ctx = tap;
	snprintf(live->backend.label, sizeof(live->backend.label), "tap:%s", name);
	return 0;
}

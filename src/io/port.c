// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The device side of a port: frames become packets at one end, packets become frames at the other.
 *
 * Inward the packet is built as the driver of a network card would: data at the link-layer header,
 * stamped with the shard's wall clock.  Outward it is made ready for a back end that knows only
 * bytes: a checksum that was left to the hardware is filled in, and a packet in pieces is put
 * together.  What passes is counted by the path, what is lost here is counted here.
 */
#include "io/io.h"

#include "net/output.h"

#include <stdlib.h>

struct io_port {
	struct io_backend backend;
	u8 *linear; /* SKB_MAX_LEN bytes, made when the first packet in pieces leaves */
};

/* A checksum left for the hardware: the sum from csum_start on, into csum_offset. */
static __noinline int finish_checksum(struct sk_buff *skb)
{
	u32 start = (u32)(skb->head + skb->csum_start - skb->data);
	int err;

	if (start + skb->csum_offset + 2u > skb_headlen(skb))
		return -EINVAL;
	err = skb_ensure_writable(skb, start + skb->csum_offset + 2u);
	if (err)
		return err;

	__sum16 sum = csum_fold(skb_checksum(skb, start, skb->len - start, 0));

	if (!sum)
		sum = (__sum16)0xffff;
	memcpy(skb->data + start + skb->csum_offset, &sum, sizeof(sum));
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}

static __noinline const u8 *copy_pieces(struct io_port *port, const struct sk_buff *skb)
{
	if (!port->linear)
		port->linear = malloc(SKB_MAX_LEN);
	if (!port->linear || skb->len > SKB_MAX_LEN ||
	    skb_copy_bits(skb, 0, port->linear, skb->len))
		return NULL;
	return port->linear;
}

static inline const u8 *linear_bytes(struct io_port *port, const struct sk_buff *skb)
{
	return likely(!skb->data_len) ? skb->data : copy_pieces(port, skb);
}

static void port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct io_port *port = dev->priv;
	struct io_frame frame;

	if ((unlikely(skb->ip_summed == CHECKSUM_PARTIAL) && finish_checksum(skb)) ||
	    unlikely(!(frame.data = linear_bytes(port, skb)))) {
		dev->stats.tx_dropped++;
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return;
	}
	frame.len = skb->len;
	if (port->backend.transmit)
		port->backend.transmit(port->backend.ctx, &frame, skb);
	consume_skb(skb);
}

static int port_open(struct net_device *dev)
{
	netif_carrier_set(dev, true);
	return 0;
}

static int port_set_mac(struct net_device *dev, const u8 *addr)
{
	memcpy(dev->dev_addr, addr, dev->addr_len);
	return 0;
}

static int port_change_mtu(struct net_device *dev, int mtu)
{
	dev->mtu = (unsigned int)mtu;
	return 0;
}

static void port_uninit(struct net_device *dev)
{
	struct io_port *port = dev->priv;

	if (port->backend.close)
		port->backend.close(port->backend.ctx);
	free(port->linear);
	free(port);
	dev->priv = NULL;
}

static const struct net_device_ops port_ops = {
	.ndo_start_xmit = port_xmit,
	.ndo_open = port_open,
	.ndo_set_mac_address = port_set_mac,
	.ndo_change_mtu = port_change_mtu,
	.ndo_uninit = port_uninit,
};

bool io_is_port(const struct net_device *dev)
{
	return dev->ops == &port_ops;
}

void io_port_mute(struct net_device *dev)
{
	struct io_port *port = dev->priv;

	port->backend.transmit = NULL;
	port->backend.flush = NULL;
}

int io_port_create(struct net *net, const char *name, const u8 *mac,
		   const struct io_backend *backend, struct net_device **out)
{
	struct net_device *dev = alloc_etherdev(net, name, &port_ops);
	struct io_port *port = calloc(1, sizeof(*port));
	int err = -ENOMEM;

	if (!dev || !port)
		goto fail;
	port->backend = *backend;
	dev->priv = port;
	memcpy(dev->dev_addr, mac, ETH_ALEN);
	memcpy(dev->perm_addr, mac, ETH_ALEN);
	dev->max_mtu = 65521; /* what the kernel's TAP allows */
	err = register_netdevice(dev);
	if (err)
		goto fail;
	*out = dev;
	return 0;
fail:
	if (dev)
		free_netdev(dev);
	free(port);
	return err;
}

static void begin_story(struct sk_buff *skb, struct trace_story *story)
{
	struct trace_event ev = {.type = TRACE_begin};

	skb->story = story;
	strcpy(ev.begin.origin, "wire");
	trace_text(ev.begin.dev, sizeof(ev.begin.dev), "%s", skb->dev->name);
	ev.begin.len = skb->len;
	skb_summary(skb, ev.begin.summary, sizeof(ev.begin.summary));
	skb_trace(skb, &ev);
}

static int judge(const struct net_device *dev, const struct io_frame *frame)
{
	if (frame->len < ETH_HLEN)
		return -EINVAL;
	if (frame->len > SKB_MAX_LEN)
		return -EMSGSIZE;
	return netif_running(dev) ? 0 : -EIO;
}

int io_port_skb(struct net_device *dev, const struct io_frame *frame, struct trace_story *story,
		struct sk_buff **out)
{
	struct net_shard *shard = net_shard0(dev->net);
	struct sk_buff *skb;
	int err = judge(dev, frame);

	if (err) {
		if (err == -EIO)
			dev->stats.rx_dropped++;
		return err;
	}
	skb = netdev_alloc_skb(shard, dev, frame->len);
	if (!skb)
		return -ENOMEM;
	memcpy(skb_put(skb, frame->len), frame->data, frame->len);
	skb->tstamp_ns = shard->clock.real_ns;
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb->network_header = (u16)(skb->mac_header + ETH_HLEN);
	if (unlikely(story))
		begin_story(skb, story);
	*out = skb;
	return 0;
}

unsigned int io_port_poll(struct net_device *dev, unsigned int max)
{
	struct io_port *port = dev->priv;
	struct io_frame frame[SKB_VEC_MAX];
	struct skb_vec vec = {.count = 0};
	unsigned int n;

	if (!port->backend.receive)
		return 0;
	n = port->backend.receive(port->backend.ctx, frame, min_t(unsigned int, max, SKB_VEC_MAX));
	for (unsigned int i = 0; i < n; i++)
		if (!io_port_skb(dev, &frame[i], NULL, &vec.skb[vec.count]))
			vec.count++;
	if (vec.count)
		netif_receive_skb_vec(net_shard0(dev->net), &vec);
	if (port->backend.flush)
		port->backend.flush(port->backend.ctx);
	return n;
}

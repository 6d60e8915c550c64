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

#include "io/io_internal.h"
#include "net/output.h"

#include <stdlib.h>

struct io_port {
	struct io_backend backend;
	u8 *linear; /* SKB_MAX_LEN bytes, made when the first packet in pieces leaves */
};

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

static bool frame_leaves(struct io_port *port, struct sk_buff *skb)
{
	struct io_frame frame = {.len = skb->len};

	if ((unlikely(skb->ip_summed == CHECKSUM_PARTIAL) && skb_checksum_help(skb)) ||
	    unlikely(!(frame.data = linear_bytes(port, skb))))
		return false;
	if (port->backend.transmit)
		port->backend.transmit(port->backend.ctx, &frame, skb);
	return true;
}

static bool skb_leaves(struct io_port *port, struct sk_buff *skb)
{
	return !port->backend.transmit_skb(port->backend.ctx, skb);
}

static void port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct io_port *port = dev->priv;

	if (likely(port->backend.transmit_skb ? skb_leaves(port, skb) : frame_leaves(port, skb))) {
		consume_skb(skb);
		return;
	}
	dev->stats.tx_dropped++;
	kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
}

/* Who stands on a kernel's device has that one's carrier, of which the host tells. */
static int port_open(struct net_device *dev)
{
	const struct io_port *port = dev->priv;

	if (!port->backend.receive_skb)
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
	port->backend.transmit_skb = NULL;
	port->backend.flush = NULL;
}

const char *io_port_label(const struct net_device *dev)
{
	const struct io_port *port = dev->priv;

	return port->backend.label;
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
	dev->features = backend->features;
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

static int judge(struct net_device *dev, u32 len)
{
	if (len < ETH_HLEN)
		return -EINVAL;
	if (len > SKB_MAX_LEN)
		return -EMSGSIZE;
	if (netif_running(dev))
		return 0;
	dev->stats.rx_dropped++;
	return -EIO;
}

static void came_in(struct net_shard *shard, struct sk_buff *skb)
{
	skb->tstamp_ns = shard->clock.real_ns;
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb->network_header = (u16)(skb->mac_header + ETH_HLEN);
}

int io_port_accept(struct net_device *dev, struct sk_buff *skb)
{
	int err = judge(dev, skb->len);

	if (!err)
		came_in(skb->shard, skb);
	return err;
}

int io_port_skb(struct net_device *dev, const struct io_frame *frame, struct trace_story *story,
		struct sk_buff **out)
{
	struct net_shard *shard = net_shard0(dev->net);
	struct sk_buff *skb;
	int err = judge(dev, frame->len);

	if (err)
		return err;
	skb = netdev_alloc_skb(shard, dev, frame->len);
	if (!skb)
		return -ENOMEM;
	memcpy(skb_put(skb, frame->len), frame->data, frame->len);
	came_in(shard, skb);
	if (unlikely(story))
		begin_story(skb, story);
	*out = skb;
	return 0;
}

static unsigned int receive_frames(struct io_port *port, struct net_device *dev,
				   struct skb_vec *vec, unsigned int max)
{
	struct io_frame frame[SKB_VEC_MAX];
	unsigned int n = port->backend.receive(port->backend.ctx, frame, max);

	for (unsigned int i = 0; i < n; i++)
		if (!io_port_skb(dev, &frame[i], NULL, &vec->skb[vec->count]))
			vec->count++;
	return n;
}

void io_port_flush(struct net_device *dev)
{
	struct io_port *port = dev->priv;

	if (port->backend.flush)
		port->backend.flush(port->backend.ctx);
}

unsigned int io_port_poll_queue(struct net_device *dev, unsigned int queue, unsigned int max)
{
	struct io_port *port = dev->priv;
	struct skb_vec vec = {.count = 0};
	unsigned int n = 0;

	max = min_t(unsigned int, max, SKB_VEC_MAX);
	if (port->backend.receive_skb)
		n = port->backend.receive_skb(port->backend.ctx, dev, queue, &vec, max);
	else if (port->backend.receive)
		n = receive_frames(port, dev, &vec, max);
	if (vec.count)
		netif_receive_skb_vec(net_shard0(dev->net), &vec);
	io_port_flush(dev);
	return n;
}

unsigned int io_port_poll(struct net_device *dev, unsigned int max)
{
	return io_port_poll_queue(dev, 0, max);
}

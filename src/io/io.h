/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports: devices whose other end is outside the engine.
 *
 * A port is an Ethernet net_device over a back end; the back end knows only frames.  Memory and
 * captures are the back ends here, and a TAP or an AF_XDP socket fits the same four functions.
 *
 *	back end ──receive()──► io_port_poll() ──vector──► netif_receive_skb_vec()
 *	back end ◄─transmit()── ndo_start_xmit ◄────────── dev_queue_xmit()
 *
 * A frame is judged at the door as the kernel's TAP judges a write(2): shorter than an Ethernet
 * header is -EINVAL, a port that is down is -EIO.
 */
#ifndef QUINTET_IO_IO_H
#define QUINTET_IO_IO_H

#include "net/netdevice.h"

/** struct io_frame - a frame with its link-layer header; @data borrowed */
struct io_frame {
	const u8 *data;
	u32 len;
};

/**
 * struct io_backend - what a port stands on
 * @receive: up to @max frames that wait, whose bytes stay until the next call; NULL: the host
 *	feeds the port by io_port_skb()
 * @transmit: a frame leaves; @skb tells about it; both borrowed
 * @receive_skb, @transmit_skb: the same for a back end that reads a frame into the packet in which
 *	it travels and takes packets as they are, as far as @features go; used instead of the two
 *	above.  @receive_skb adds packets of @queue to @vec; => frames read, those that were refused
 *	included.  @transmit_skb borrows; => 0 or a negative errno, then the packet is counted lost
 * @flush: a batch of transmits is over; may be NULL
 * @close: the port goes away; may be NULL
 * @features: NETIF_F_* that @transmit_skb takes unfinished
 * @label: what the port stands on, for people ("tap:tap0"); "" when there is nothing to say
 */
struct io_backend {
	unsigned int (*receive)(void *ctx, struct io_frame *frame, unsigned int max);
	void (*transmit)(void *ctx, const struct io_frame *frame, const struct sk_buff *skb);
	unsigned int (*receive_skb)(void *ctx, struct net_device *dev, unsigned int queue,
				    struct skb_vec *vec, unsigned int max);
	int (*transmit_skb)(void *ctx, struct sk_buff *skb);
	void (*flush)(void *ctx);
	void (*close)(void *ctx);
	void *ctx;
	u16 features;
	char label[32];
};

/**
 * io_port_create() - make and register a port, down as a new device is
 * @mac: six bytes
 * @backend: copied
 *
 * => as register_netdevice(); the port goes away by unregister_netdevice() or with its namespace.
 */
int __must_check io_port_create(struct net *net, const char *name, const u8 *mac,
				const struct io_backend *backend, struct net_device **dev);

/** io_is_port() - was @dev made by io_port_create()? */
bool io_is_port(const struct net_device *dev);

/** io_port_mute() - from here on what leaves by @dev goes nowhere (a trial in a forked child) */
void io_port_mute(struct net_device *dev);

/**
 * io_port_skb() - a frame as a packet that came in by @dev, for netif_receive_skb_vec()
 * @dev: any Ethernet device
 * @story: where its story goes, or NULL; it begins here
 *
 * => -EINVAL, -EIO, -ENOMEM, -EMSGSIZE (longer than any packet).
 */
int __must_check io_port_skb(struct net_device *dev, const struct io_frame *frame,
			     struct trace_story *story, struct sk_buff **skb);

/** io_port_poll() - one vector of at most @max frames from the back end through the engine; =>
 * frames taken */
unsigned int io_port_poll(struct net_device *dev, unsigned int max);
/** io_port_poll_queue() - likewise, of one queue of a back end that has several */
unsigned int io_port_poll_queue(struct net_device *dev, unsigned int queue, unsigned int max);
/** io_port_flush() - what the engine sent outside of a poll (a timer, a program) leaves */
void io_port_flush(struct net_device *dev);
/** io_port_label() - what it stands on; "" for a port without label */
const char *io_port_label(const struct net_device *dev);

/* ---- memory ---- */

/**
 * struct io_memory - frames from an array, and a callback for those that leave
 * @next: the first of @frame that has not been received yet
 * @sent: may be NULL
 */
struct io_memory {
	const struct io_frame *frame;
	size_t count, next;
	void (*sent)(void *ctx, const struct io_frame *frame, const struct sk_buff *skb);
	void *ctx;
};

/** io_memory_backend() - @memory stays the caller's and must outlive the port */
struct io_backend io_memory_backend(struct io_memory *memory);

#endif

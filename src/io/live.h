/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back ends that stand on a device of the machine's kernel: TAP and AF_PACKET.
 *
 * Both carry checksums and segmentation that were left open in a virtio-net header, so that what a
 * sender's kernel hands over as one packet of 64 KiB passes as one packet.  A frame is read into
 * the sk_buff in which it travels.
 */
#ifndef QUINTET_IO_LIVE_H
#define QUINTET_IO_LIVE_H

#include "io/io.h"

#define IO_LIVE_MAX_QUEUES 16u

/**
 * struct io_live - an open back end
 * @fd: one a queue, to be watched for reading; they belong to the back end
 * @ifindex: of the kernel's device, in the namespace it was opened in
 * @mac, @mtu: what a port on it should have
 */
struct io_live {
	struct io_backend backend;
	int fd[IO_LIVE_MAX_QUEUES];
	unsigned int queues;
	int ifindex;
	u8 mac[ETH_ALEN];
	unsigned int mtu;
};

/**
 * io_tap_open() - attach to the TAP @name, which is made if it is not there
 * @queues: 1 … IO_LIVE_MAX_QUEUES
 * @why: receives one line about what is wrong
 *
 * The port's MAC address is the TAP's with another last bit, locally administered: the same each
 * time.  => 0 or a negative errno.
 */
int __must_check io_tap_open(const char *name, unsigned int queues, struct io_live *live, char *why,
			     size_t why_size);

/**
 * io_afpacket_open() - share the device @name with the kernel's own stack
 *
 * The port has the device's MAC address; the device should have no address of its own.
 * Arguments as above; several queues share the load by flow (PACKET_FANOUT_HASH).
 */
int __must_check io_afpacket_open(const char *name, unsigned int queues, struct io_live *live,
				  char *why, size_t why_size);

/** io_kernel_link() - the kernel's view of its device; => 0 or a negative errno */
struct io_link {
	int ifindex;
	unsigned int mtu, flags; /* IFF_* */
	u8 mac[ETH_ALEN];
};
int __must_check io_kernel_link(const char *name, struct io_link *link);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the port and its back ends share. */
#ifndef QUINTET_IO_IO_INTERNAL_H
#define QUINTET_IO_IO_INTERNAL_H

#include "io/io.h"

/**
 * io_port_accept() - a frame that a back end has read into @skb becomes a packet that came in
 *
 * => 0; otherwise as io_port_skb(), and the frame is counted as it; @skb stays the caller's.
 */
int __must_check io_port_accept(struct net_device *dev, struct sk_buff *skb);

#endif

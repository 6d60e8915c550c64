/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The slot through which path/ hands packets to programs; drivers/local.c fills it. */
#ifndef QUINTET_NET_LOCAL_PORT_H
#define QUINTET_NET_LOCAL_PORT_H

#include "base/types.h"

struct sk_buff;

/**
 * struct local_port - who has sockets
 * @deliver: a whole datagram behind LOCAL_IN, data at the network header; => true: it is the
 *	programs', and taken over; false: the stack goes on with it as if nobody listened
 */
struct local_port {
	bool (*deliver)(struct local_port *port, struct sk_buff *skb);
};

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local port: where the sockets of programs are.
 *
 * Not a device: packets have no name for it.  What is delivered to this host goes up through it,
 * behind LOCAL_IN; what programs send comes down through it, before LOCAL_OUT.
 */
#ifndef QUINTET_DRIVERS_LOCAL_H
#define QUINTET_DRIVERS_LOCAL_H

#include "net/local_port.h"

struct net;
struct sk_buff;
struct sock;

/**
 * struct local_sockets - the programs' side
 * @port: what path/ knows of it; filled by local_port_attach()
 * @transmit: a packet for programs, data at the network header; borrowed
 */
struct local_sockets {
	struct local_port port;
	void (*transmit)(void *ctx, struct sk_buff *skb);
	void *ctx;
};

/** local_port_attach() - @sockets stays the caller's; owner's thread */
void local_port_attach(struct net *net, struct local_sockets *sockets);
void local_port_detach(struct net *net);
/** local_port_mute() - from here on nothing reaches a program (a trial in a forked child) */
void local_port_mute(struct net *net);

/**
 * local_port_output() - a packet that a program sent, data at the network header
 * @skb: taken over
 * @sk: whose it is, borrowed; NULL: the stack of the programs made it by itself
 *
 * The caller holds the RCU lock.  => 0 or a negative errno.
 */
int local_port_output(struct net *net, struct sk_buff *skb, struct sock *sk);

#endif

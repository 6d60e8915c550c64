/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of programs that write their own IP header. */
#ifndef QUINTET_HOST_RAWSEND_H
#define QUINTET_HOST_RAWSEND_H

#include "net/net.h"

/**
 * raw_send() - sendto(2) on a raw socket with IP_HDRINCL
 * @sk: borrowed; packets that outlive the call hold a reference
 * @story: where its story goes, or NULL
 * @id: receives the packet's id as soon as it has one
 *
 * => 0 or the negative errno that the program would see: -EINVAL, -EMSGSIZE, -ENETUNREACH and
 *    others of the look-up, -EACCES (broadcast), -EPERM (a hook dropped it).
 */
int raw_send(struct net *net, struct sock *sk, const u8 *data, u32 len, struct trace_story *story,
	     u64 *id);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rawsend.c and rawsend6.c use of each other. */
#ifndef QUINTET_HOST_RAWSEND_INTERNAL_H
#define QUINTET_HOST_RAWSEND_INTERNAL_H

#include "skb/skbuff.h"

struct net;

/** raw6_send() - raw_send() for a packet of version 6; the caller holds the RCU lock */
int raw6_send(struct net *net, struct sock *sk, const u8 *data, u32 len, struct trace_story *story,
	      u64 *id);
/** raw_begin_story() - the first event of a packet that a program sends */
void raw_begin_story(struct sk_buff *skb, struct trace_story *story);

#endif

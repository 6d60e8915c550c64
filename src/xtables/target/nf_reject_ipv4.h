/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to packets that a rule refuses. */
#ifndef QUINTET_XTABLES_TARGET_NF_REJECT_IPV4_H
#define QUINTET_XTABLES_TARGET_NF_REJECT_IPV4_H

#include "nf/netfilter.h"

/** nf_send_unreach() - an ICMP destination unreachable, @code; borrows @skb */
void nf_send_unreach(struct sk_buff *skb, int code, unsigned int hook);
/** nf_send_reset() - a TCP reset; borrows @skb; @sk: the socket that sent it, or NULL */
void nf_send_reset(struct net *net, struct sock *sk, struct sk_buff *skb, unsigned int hook);

#endif
